using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Scheduling;

public sealed class ClaimsTests
{
    private readonly FakeTimeProvider _wall = new();
    private readonly Claims _claims;

    public ClaimsTests() => _claims = new Claims(_wall);

    [Fact]
    public void F57_who_was_woken_is_not_woken_again_until_it_answers_or_its_time_is_up()
    {
        _claims.Wake(Row());
        Assert.False(_claims.IsFree(Row()));
        Assert.Equal((1, 0), (_claims.WakingIn(Lane.Refresh), _claims.WakingIn(Lane.Enrichment)));
        _wall.Advance(Claims.AnswerPatience);
        Assert.True(_claims.IsFree(Row()));
        _claims.Sweep();
        Assert.Equal(0, _claims.Count);
    }

    [Fact]
    public void A_wish_at_the_router_keeps_its_row_until_the_row_moves_on()
    {
        _claims.Wake(Row());
        _claims.Queued(Id);
        Assert.Equal(0, _claims.WakingIn(Lane.Refresh));
        _wall.Advance(Claims.QueuePatience - TimeSpan.FromSeconds(1));
        Assert.False(_claims.IsFree(Row(version: 9)));
        Assert.True(_claims.IsFree(Row(cycle: 2)));
        Assert.True(_claims.IsFree(Row(due: 1)));
    }

    [Fact]
    public void A_row_that_is_behind_its_deal_stays_hidden_so_that_a_stopped_projection_makes_no_loop()
    {
        _claims.Wake(Row(version: 3));
        _claims.Hide(Id, TimeSpan.FromMinutes(1), version: 5);
        Assert.False(_claims.IsFree(Row(version: 3)));
        Assert.False(_claims.IsFree(Row(version: 4, due: 1)));
        Assert.True(_claims.IsFree(Row(version: 5, due: 1)));
        Assert.False(_claims.IsFree(Row(version: 5)));
        _wall.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_claims.IsFree(Row(version: 3)));
    }

    private static DealId Id => DealId.Parse("1-B0916T3WFJ");

    private static DueRow Row(long cycle = 1, int due = 0, long version = 3) =>
        new(Id, new Schedule(Lane.Refresh, Any.T0.AddHours(due), Any.T0.AddHours(2), DueReason.Age, 2), cycle, version, null);
}
