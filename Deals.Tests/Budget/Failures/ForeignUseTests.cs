using Deals.Actors.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>Somebody else on the key.</summary>
public sealed class ForeignUseTests
{
    [Theory]
    [AtEveryRate]
    public void F30_a_second_process_that_burns_the_refill_is_told_within_a_quarter_of_an_hour_with_its_rate(int rate)
    {
        var world = new BudgetWorld(rate).KeepBusy(Lane.Discovery, Lane.Refresh);
        world.Run(TimeSpan.FromHours(1));
        Assert.False(world.Router.Alarm.IsOn, "Nobody else has used the key.");
        Assert.Equal(0, world.Router.Ledger.Totals.Foreign);
        world.ForeignUser(rate);

        world.RunUntil(() => world.Router.Alarm.IsOn, TimeSpan.FromMinutes(15));
        world.Run(TimeSpan.FromHours(1));

        var (ledger, taken) = (world.Router.Ledger, world.Bucket.Foreign);
        var text = world.Router.Alarm.Text(ledger.DrainPerMinute(world.Ours), rate);
        Assert.Contains("Somebody else uses this key", text, StringComparison.Ordinal);
        // What is not in the last answer yet is not known yet, and nothing else is missing.
        Assert.InRange(ledger.Totals.Foreign + ledger.Suspense.Sum(static s => s.Shortfall), taken - (15 * rate), taken);
        Assert.InRange(ledger.DrainPerMinute(world.Ours), 0.35 * rate, 1.2 * rate);
    }
}
