using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Budget;

namespace Deals.Actors.Inspection;

/// <summary><c>budget show</c>.</summary>
public sealed class BudgetCommands(LastKnown<BudgetStatus> budget, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Budget;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = await budget.ReadAsync(cancellation);
        var report = BudgetReport.From(known.Value, known.Stale);
        if (arguments.Json)
        {
            yield return InspectionJson.Line(report);
            yield break;
        }

        foreach (var line in Lines(report, known.Silence, clock.GetUtcNow()))
            yield return line;
    }

    private static IEnumerable<string> Lines(BudgetReport budget, string? silence, DateTimeOffset now)
    {
        if (silence is not null)
            yield return $"STALE: {silence} This is what it said {PlainText.Age(budget.AsOf, now)} ago.";
        yield return $"balance       {Tokens(budget.TokensLeft)} of {Tokens(budget.Capacity)} tokens, {PlainText.Number(budget.Reserved)} reserved";
        yield return $"refill        {Tokens(budget.RefillRate)} a minute, less {Rate(budget.TokenFlowReduction)} for trackings; next {PlainText.InstantAndAge(budget.NextTickAt, now)}";
        yield return $"waiting       {(budget.WaitingFor is null ? "nothing waits" : $"{PlainText.Clean(budget.WaitingFor)} Probably until {PlainText.InstantAndAge(budget.WaitingUntil, now)}")}";
        yield return $"refilled      {PlainText.Number(budget.Refilled)}: settled {PlainText.Number(budget.Settled)}, unknown {PlainText.Number(budget.Unknown)}, foreign {PlainText.Number(budget.Foreign)}, wasted {PlainText.Number(budget.Wasted)}";
        yield return $"utilisation   {PlainText.Percent((decimal?)budget.Utilisation)}";
        yield return $"foreign drain {Rate((decimal)budget.ForeignDrainPerMinute)} a minute";
        yield return $"throttled     {PlainText.Number(budget.Throttled)} answers 429";
        yield return "";
        var lanes = new TextTable("LANE", ">FLOOR", ">QUEUED", ">OLDEST", ">ETA", ">SETTLED", "STATE");
        foreach (var lane in budget.Lanes)
            lanes.Add(lane.Name, PlainText.Percent((decimal)lane.Floor), PlainText.Number(lane.Queued), Seconds(lane.OldestWaitSeconds), Seconds(lane.EtaSeconds), PlainText.Number(lane.Settled), lane.Paused ? "paused" : "open");
        foreach (var line in lanes.Lines())
            yield return line;
        yield return "";
        yield return $"{PlainText.Number(budget.Permits.Count)} open permits";
        foreach (var permit in budget.Permits)
            yield return $"  {permit.Id}  {permit.Lane ?? "router"}  {PlainText.Clean(permit.Request)}  at most {permit.WorstCase}, granted {PlainText.Age(permit.GrantedAt, now)} ago{(permit.FateUnknown ? ", fate unknown" : "")}";
    }

    private static string Tokens(int? tokens) => PlainText.Number(tokens);

    private static string Rate(decimal? rate) => rate?.ToString("0.##", CultureInfo.InvariantCulture) ?? PlainText.None;

    private static string Seconds(double? seconds) => PlainText.Span(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
}
