using Deals.Bench.Chaos;

namespace Deals.Tests.Bench;

public sealed class DealPurchasesTests
{
    private const string Deal = "1-B000000001";
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_served_and_recorded_in_turn_is_bought_once()
    {
        var found = Of([1, 11], [2, 12], Kill(5, stored: 1));
        Assert.Equal((2, 2, 0, 0, 0), (found.Served, found.Recorded, found.Died, found.UsedFromStore, found.Unpaid));
        Assert.Empty(found.Again);
    }

    [Theory]
    [InlineData(-1, nameof(BoughtAgainCause.DiedOnTheWay))]
    [InlineData(0, nameof(BoughtAgainCause.DiedOnTheWay))]
    [InlineData(2, nameof(BoughtAgainCause.AlthoughStored))]
    public void A_second_purchase_is_excused_by_a_kill_before_the_first_was_stored(int stored, string why)
    {
        var found = Of([1, 11], [12], Kill(5, stored));
        Assert.Equal(why, Assert.Single(found.Again).Why.ToString());
        Assert.Equal(1, found.Died);
    }

    [Fact]
    public void A_second_purchase_without_a_kill_is_never_excused()
    {
        var found = Of([1, 11], [12], Kill(20, stored: 12));
        Assert.Equal(BoughtAgainCause.WithoutAKill, Assert.Single(found.Again).Why);
    }

    [Fact]
    public void What_was_stored_and_is_recorded_after_the_kill_was_used()
    {
        var found = Of([1], [9], Kill(5, stored: 2));
        Assert.Empty(found.Again);
        Assert.Equal((1, 0), (found.UsedFromStore, found.Died));
    }

    [Fact]
    public void A_failure_ends_a_look_and_needs_nothing_served()
    {
        var found = DealPurchases.Of(Deal, [At(1), At(11)], [(At(0), true), (At(3), true), (At(12), false), (At(13), false)], []);
        Assert.Empty(found.Again);
        Assert.Equal(1, found.Unpaid);
    }

    [Fact]
    public void Kills_are_a_function_of_the_seed_and_the_first_leaves_something_to_lose()
    {
        var mean = TimeSpan.FromSeconds(5);
        var plan = KillPlan.Of(200, 7, mean);
        Assert.Equal(plan, KillPlan.Of(200, 7, mean));
        Assert.NotEqual(plan, KillPlan.Of(200, 8, mean));
        Assert.Equal(KillMoment.Working, plan[0].Moment);
        Assert.Equal(Enum.GetValues<KillMoment>(), plan.Select(p => p.Moment).Distinct().Order());
        Assert.All(plan, p => Assert.InRange(p.After, TimeSpan.Zero, TimeSpan.FromSeconds(15)));
    }

    private static DealPurchases Of(int[] served, int[] looks, params KillSample[] kills) =>
        DealPurchases.Of(Deal, [.. served.Select(At)], [.. looks.Select(l => (At(l), false))], kills);

    private static KillSample Kill(int at, int stored) =>
        new(At(at), stored < 0 ? new Dictionary<string, DateTimeOffset>() : new Dictionary<string, DateTimeOffset> { [Deal] = At(stored) });

    private static DateTimeOffset At(int minutes) => T0.AddMinutes(minutes);
}
