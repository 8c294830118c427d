using Deals.Actors.Enrichment.Analyst;

namespace Deals.Actors.Analysing;

/// <summary>What the analyst says of itself.</summary>
public sealed partial class AnalystActor
{
    private string? _reason;
    private DateTimeOffset? _until;

    private AnalystStatus StatusNow()
    {
        var now = Now;
        return new AnalystStatus
        {
            AsOf = now,
            Model = _around.Model is null ? null : _settings.Model,
            PromptVersion = AnalystPrompt.Version,
            Quota = _quota.At(now).WithoutOpen(),
            OpenCalls = _quota.Open.Count,
            DailyCalls = _settings.Limits.Calls,
            DailyMicroDollars = _settings.Limits.MicroDollars,
            Waiting = [_asked.Count, _found[AnalystLane.New].Count, _found[AnalystLane.Sweep].Count],
            InFlight = _inFlight.Count,
            Reason = _reason ?? (_troubled ? "The catalogue cannot be read." : _inFlight.Count + _asked.Count + _found.Values.Sum(static q => q.Count) == 0 ? WhyNobodyWaits() : null),
            Until = _until,
            IsBroken = _around.Model is { IsWell: false },
            Counts = _counts,
        };
    }

    // The lanes that may not use what is left are not read.
    private string WhyNobodyWaits() => (WhyLaneWaits(AnalystLane.New) ?? WhyLaneWaits(AnalystLane.Sweep))?.Facts.Reason ?? "Nobody is due.";
}
