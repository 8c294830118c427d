using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Budget;

namespace Deals.Actors.Inspection;

/// <summary><c>budget show</c>, its parts, and what stops and continues a lane.</summary>
public sealed class BudgetCommands(LastKnown<BudgetStatus> budget, ILaneTeller lanes, BudgetPlanner planner, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Budget;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (command == Palettes.BudgetPause || command == Palettes.BudgetResume)
        {
            yield return await SetAsync(command == Palettes.BudgetPause, arguments, cancellation);
            yield break;
        }

        if (command == Palettes.BudgetPlan)
        {
            foreach (var line in await PlanAsync(arguments, cancellation))
                yield return line;
            yield break;
        }

        var known = await budget.ReadAsync(cancellation);
        var report = BudgetReport.From(known.Value, known.Stale, command == Palettes.BudgetShow ? await planner.CadenceAsync(known.Value, cancellation) : null);
        if (arguments.Json)
        {
            foreach (var line in command == Palettes.BudgetLanes ? report.Lanes.Select(l => InspectionJson.Line(l)) : command == Palettes.BudgetPermits ? report.Permits.Select(p => InspectionJson.Line(p)) : [InspectionJson.Line(report)])
                yield return line;
            yield break;
        }

        var now = clock.GetUtcNow();
        if (known.Silence is not null)
            yield return $"STALE: {known.Silence} This is what it said {PlainText.Age(report.AsOf, now)} ago.";
        var lines = command == Palettes.BudgetLanes ? Lanes(report) : command == Palettes.BudgetPermits ? Permits(report, now) : Lines(report, now);
        foreach (var line in lines)
            yield return line;
    }

    private async Task<string> SetAsync(bool paused, InspectionArguments arguments, CancellationToken cancellation)
    {
        if (!LaneItem.TryParse(arguments.ValueOf("lane"), out var lane))
            throw new RefusedException($"There is no such lane: {LaneItem.Expected} was expected.");
        var set = LaneAnswer.From(await lanes.SetAsync(lane, paused, cancellation));
        return arguments.Json ? InspectionJson.Line(set) : $"{set.Lane} is {(set.Paused ? "paused" : "open")}{(set.Changed ? "" : ", as it was")}.";
    }

    private async Task<IEnumerable<string>> PlanAsync(InspectionArguments arguments, CancellationToken cancellation)
    {
        if (!PlannedChange.TryParse(arguments.Given.Where(g => PlannedChange.Parameters.Contains(g.Key)), out var change, out var problem))
            throw new RefusedException(problem);
        var report = await planner.PriceAsync(change, cancellation);
        if (arguments.Json)
            return [InspectionJson.Line(report)];
        return report.Stale ? report.Lines().Prepend($"STALE: the router does not answer; this rests on what it said {PlainText.Age(report.AsOf, clock.GetUtcNow())} ago.") : report.Lines();
    }

    private static IEnumerable<string> Lines(BudgetReport budget, DateTimeOffset now)
    {
        yield return $"balance       {Tokens(budget.TokensLeft)} of {Tokens(budget.Capacity)} tokens, {PlainText.Number(budget.Reserved)} reserved";
        yield return $"refill        {Tokens(budget.RefillRate)} a minute, less {Rate(budget.TokenFlowReduction)} for trackings; next {PlainText.InstantAndAge(budget.NextTickAt, now)}";
        yield return $"waiting       {(budget.WaitingFor is null ? "nothing waits" : $"{PlainText.Clean(budget.WaitingFor)} Probably until {PlainText.InstantAndAge(budget.WaitingUntil, now)}")}";
        yield return $"refilled      {PlainText.Number(budget.Refilled)}: settled {PlainText.Number(budget.Settled)}, unknown {PlainText.Number(budget.Unknown)}, foreign {PlainText.Number(budget.Foreign)}, wasted {PlainText.Number(budget.Wasted)}";
        yield return $"utilisation   {PlainText.Percent((decimal?)budget.Utilisation)}";
        yield return $"foreign drain {Rate((decimal)budget.ForeignDrainPerMinute)} a minute";
        yield return $"throttled     {PlainText.Number(budget.Throttled)} answers 429";
        if (budget.Cadence is { TokensADay: { } day } cadence)
            yield return $"plan          {PlainText.Number(day)} tokens a day, {PlainText.Number(cadence.LookTokensADay)} for looks of {Rate((decimal?)cadence.TokensEach)}: all deals in {Rate((decimal?)cadence.DaysForAll)} days, wanted in {Rate((decimal)cadence.WantedDays)}";
        foreach (var warning in budget.Warnings)
            yield return $"WARNING       {PlainText.Clean(warning)}";
        yield return "";
        foreach (var line in Lanes(budget).Append("").Concat(Costs(budget)).Concat(Permits(budget, now)))
            yield return line;
    }

    private static IReadOnlyList<string> Lanes(BudgetReport budget)
    {
        var lanes = new TextTable("LANE", ">FLOOR", ">QUEUED", ">OLDEST", ">ETA", ">SETTLED", "STATE");
        foreach (var lane in budget.Lanes)
            lanes.Add(lane.Name, PlainText.Percent((decimal)lane.Floor), PlainText.Number(lane.Queued), Seconds(lane.OldestWaitSeconds), Seconds(lane.EtaSeconds), PlainText.Number(lane.Settled), lane.Paused ? "paused" : "open");
        return [.. lanes.Lines()];
    }

    private static IEnumerable<string> Costs(BudgetReport budget)
    {
        if (budget.Costs.Count == 0)
            return [];
        var costs = new TextTable("ONE", ">HELD", ">EXPECTED", ">ANSWERS");
        foreach (var cost in budget.Costs)
            costs.Add(cost.Shape, PlainText.Number(cost.WorstCase), Rate((decimal)cost.Expected), PlainText.Number(cost.Requests));
        return costs.Lines().Append("");
    }

    private static IEnumerable<string> Permits(BudgetReport budget, DateTimeOffset now)
    {
        yield return $"{PlainText.Number(budget.Permits.Count + budget.FurtherPermits)} open permits{(budget.FurtherPermits == 0 ? "" : $", the oldest {PlainText.Number(budget.Permits.Count)} are:")}";
        foreach (var permit in budget.Permits)
            yield return $"  {permit.Id}  {permit.Lane ?? "router"}  {PlainText.Clean(permit.Request)}  at most {permit.WorstCase}, granted {PlainText.Age(permit.GrantedAt, now)} ago{(permit.FateUnknown ? ", fate unknown" : "")}";
    }

    private static string Tokens(int? tokens) => PlainText.Number(tokens);

    private static string Rate(decimal? rate) => rate?.ToString("0.##", CultureInfo.InvariantCulture) ?? PlainText.None;

    private static string Seconds(double? seconds) => PlainText.Span(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
}
