using Deals.Actors.Budget;
using Deals.Actors.Inspection;
using Deals.Tests.Host;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Inspection;

/// <summary>The core as Petabridge.Cmd reaches it: whoever calls shows no key.</summary>
public sealed class BridgedCommandsTests
{
    private readonly FakeBackends _backends = new();
    private readonly Lanes _lanes = new();

    [Fact]
    public async Task What_changes_something_is_not_run_without_leave_and_the_setting_is_named()
    {
        var line = Assert.Single(await RunAsync(mayMutate: false, Palettes.BudgetPause, ("-l", "refresh")));

        Assert.True(line is { Error: true, Final: true });
        Assert.Contains("Pbm:Mutations=true", line.Text, StringComparison.Ordinal);
        Assert.Empty(_lanes.Set);
    }

    [Fact]
    public async Task With_leave_it_is_run()
    {
        var lines = await RunAsync(mayMutate: true, Palettes.BudgetPause, ("-l", "refresh"));

        Assert.Equal(InspectionLine.Done, lines[^1]);
        Assert.Equal([Lane.Refresh], _lanes.Set);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("false", false)]
    public async Task A_flag_is_given_as_true_or_without_a_value(string? value, bool isJson)
    {
        var lines = await RunAsync(mayMutate: false, Palettes.BudgetLanes, ("--json", value));

        Assert.Equal(isJson, lines[0].Text.StartsWith('{') || lines[0].Text.StartsWith('['));
    }

    [Theory]
    [InlineData("--json", "maybe", "'maybe'")]
    [InlineData("-x", "1", "'-x'")]
    public async Task A_wrong_argument_is_refused_and_named(string name, string value, string named)
    {
        var line = Assert.Single(await RunAsync(mayMutate: false, Palettes.BudgetLanes, (name, value)));

        Assert.True(line.Error);
        Assert.Contains(named, line.Text, StringComparison.Ordinal);
    }

    private async Task<List<InspectionLine>> RunAsync(bool mayMutate, PaletteCommand command, params (string, string?)[] given)
    {
        var core = new InspectionCore(
            [new BudgetCommands(new LastKnown<BudgetStatus>(_backends), _lanes, new FakeTimeProvider(FakeBackends.Now))], NullLogger<InspectionCore>.Instance);
        var lines = new List<InspectionLine>();
        await foreach (var line in new BridgedCommands(core, mayMutate).RunAsync(Palettes.Budget, command, given, CancellationToken.None))
            lines.Add(line);
        return lines;
    }

    private sealed class Lanes : ILaneTeller
    {
        public List<Lane> Set { get; } = [];

        public Task<LaneSet> SetAsync(Lane lane, bool paused, CancellationToken cancellation)
        {
            Set.Add(lane);
            return Task.FromResult(new LaneSet(lane, paused, Changed: true));
        }
    }
}
