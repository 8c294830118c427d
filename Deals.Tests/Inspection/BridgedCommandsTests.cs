using System.Runtime.CompilerServices;
using Deals.Actors.Inspection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Tests.Inspection;

/// <summary>The core as Petabridge.Cmd reaches it: whoever calls shows no key.</summary>
public sealed class BridgedCommandsTests
{
    private readonly Budget _budget = new();

    [Fact]
    public async Task What_changes_something_is_not_run_without_leave_and_the_setting_is_named()
    {
        var line = Assert.Single(await RunAsync(mayMutate: false, Palettes.BudgetPause, ("-l", "refresh")));

        Assert.True(line is { Error: true, Final: true });
        Assert.Contains("Pbm:Mutations=true", line.Text, StringComparison.Ordinal);
        Assert.Empty(_budget.Ran);
    }

    [Fact]
    public async Task With_leave_it_is_run()
    {
        var lines = await RunAsync(mayMutate: true, Palettes.BudgetPause, ("-l", "refresh"));

        Assert.Equal(["pause refresh", ""], lines.Select(l => l.Text));
        Assert.Equal([Palettes.BudgetPause], _budget.Ran);
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

        Assert.Equal(isJson ? "{}" : "lanes ", lines[0].Text);
    }

    [Theory]
    [InlineData("--json", "maybe", "'maybe'")]
    [InlineData("-x", "1", "'-x'")]
    public async Task A_wrong_argument_is_refused_and_named(string name, string value, string named)
    {
        var line = Assert.Single(await RunAsync(mayMutate: false, Palettes.BudgetLanes, (name, value)));

        Assert.True(line.Error);
        Assert.Contains(named, line.Text, StringComparison.Ordinal);
        Assert.Empty(_budget.Ran);
    }

    private async Task<List<InspectionLine>> RunAsync(bool mayMutate, PaletteCommand command, params (string, string?)[] given)
    {
        var lines = new List<InspectionLine>();
        var core = new InspectionCore([_budget], NullLogger<InspectionCore>.Instance);
        await foreach (var line in new BridgedCommands(core, mayMutate).RunAsync(Palettes.Budget, command, given, CancellationToken.None))
            lines.Add(line);
        return lines;
    }

    private sealed class Budget : IPaletteCommands
    {
        public List<PaletteCommand> Ran { get; } = [];

        public Palette Palette => Palettes.Budget;

        public async IAsyncEnumerable<string> RunAsync(PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            Ran.Add(command);
            yield return arguments.Json ? "{}" : $"{command.Name} {arguments.ValueOf("lane")}";
        }
    }
}
