using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Scheduling;

public sealed class RetirementBreakerTests() : TestKit(ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(SerializingMailbox.Everywhere))
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _clock = new(Any.T0);
    private readonly Counts _counts = new();

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(49, 0, 1)]
    [InlineData(10_000, 0, 200)]
    [InlineData(9_800, 200, 200)]
    public void Two_percent_a_day_and_at_least_one(long living, long gone, long allowed) => Assert.Equal(allowed, RetirementQuota.Allowed(living, gone));

    [Fact]
    public async Task F12_F47_more_than_two_percent_a_day_are_not_retired_and_that_is_visible()
    {
        _counts.Living = 150;
        var breaker = Sys.ActorOf(RetirementBreakerActor.SupervisedProps(_counts, TestActor, _clock));
        for (var i = 0; i < 10; i++)
            breaker.Tell(new MayBury(Id(i)));
        Assert.Equal(Enumerable.Range(0, 3).Select(Id), ReceiveN(3, Patience).Cast<DealCommand.Bury>().Select(b => b.Id));
        await AwaitAssertAsync(async () => Assert.Equal((3L, 3L, 7), await breaker.Ask<BreakerStatus>(GetBreakerStatus.Instance, Patience) is var s ? (s.Allowed, s.Used, s.HeldBack) : default), Patience);

        // Asked again, a deal that was let through is told again: its message may have been lost.
        breaker.Tell(new MayBury(Id(1)));
        Assert.Equal(Id(1), ExpectMsg<DealCommand.Bury>(Patience).Id);
        _clock.Advance(TimeSpan.FromHours(25));
        breaker.Tell(new MayBury(Id(7)));
        Assert.Equal(Id(7), ExpectMsg<DealCommand.Bury>(Patience).Id);
    }

    [Fact]
    public async Task A_breaker_that_cannot_count_lets_nobody_go()
    {
        _counts.Fails = true;
        var breaker = Sys.ActorOf(RetirementBreakerActor.SupervisedProps(_counts, TestActor, _clock));
        breaker.Tell(new MayBury(Id(1)));
        await breaker.Ask<BreakerStatus>(GetBreakerStatus.Instance, Patience);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        (_counts.Fails, _counts.Living) = (false, 1000);
        breaker.Tell(new MayBury(Id(1)));
        await ExpectMsgAsync<DealCommand.Bury>(Patience);
    }

    [Fact]
    public async Task What_the_catalogue_has_of_the_last_day_counts_after_a_restart()
    {
        (_counts.Living, _counts.Gone) = (98, 2);
        var breaker = Sys.ActorOf(RetirementBreakerActor.SupervisedProps(_counts, TestActor, _clock));
        breaker.Tell(new MayBury(Id(1)));
        Assert.Equal(1, (await breaker.Ask<BreakerStatus>(GetBreakerStatus.Instance, Patience)).HeldBack);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        _counts.Gone = 0;
        breaker.Tell(new MayBury(Id(1)));
        await ExpectMsgAsync<DealCommand.Bury>(Patience);
    }

    private static DealId Id(int i) => new(AmazonDomain.Us, Asin.Parse($"B{i:000000000}"));

    private sealed class Counts : IDueIndex
    {
        public long Living { get; set; }

        public long Gone { get; set; }

        public bool Fails { get; set; }

        public Task MoveAsync(DueMove move, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation) =>
            Fails ? Task.FromException<(long, long)>(new OperationCanceledException("locked")) : Task.FromResult((Living, Gone));

        public Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
