using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;
using Deals.Tests.Host;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Inspection;

public sealed class OpenPermitsTests
{
    [Theory]
    [InlineData(0, "1 open permits")]
    [InlineData(1003, "1,004 open permits, the oldest 1 are:")]
    public async Task Permits_that_are_not_named_are_counted(int further, string first)
    {
        var backends = new FakeBackends();
        var clock = new FakeTimeProvider(FakeBackends.Now);
        var budget = new LastKnown<BudgetStatus>(new Router(further));
        var planner = new BudgetPlanner(budget, new NoPrice(), backends, new PlanningBasis(TieredPolicy.Default, new SweepPolicy(), new BackfillPolicy(), []));
        var core = new InspectionCore([new BudgetCommands(budget, backends, planner, clock)], NullLogger<InspectionCore>.Instance);
        var lines = new List<string>();
        await foreach (var line in core.RunAsync("budget", "permits", [], CancellationToken.None))
            lines.Add(line.Text);
        Assert.Equal(first, lines[0]);
    }

    private sealed class Router(int further) : IStatusReader<BudgetStatus>
    {
        public Task<BudgetStatus> ReadAsync(CancellationToken cancellation) => Task.FromResult(new BudgetStatus
        {
            AsOf = FakeBackends.Now,
            Epoch = 1,
            Reserved = 5,
            ForeignDrainPerMinute = 0,
            Foreign = 0,
            Refilled = 0,
            Settled = 0,
            Unknown = 0,
            Wasted = 0,
            Throttled = 0,
            Lanes = [],
            Permits = [new PermitStatus(Guid.Empty, 1, Lane.Refresh, "a page", 5, FakeBackends.Now, FakeBackends.Now, FateUnknown: true, "gateway")],
            Gateways = [],
            FurtherPermits = further,
        });
    }
}
