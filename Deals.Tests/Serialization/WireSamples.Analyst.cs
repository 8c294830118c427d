using System.Collections.Immutable;
using Deals.Actors.Analysing;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static QuotaEvent.Reserved Reservation => new(7, T0, AnalystLane.Sweep, 12_500);

    private static AnalystQuota Quota => new()
    {
        Day = DateOnly.FromDateTime(T0.UtcDateTime),
        Calls = 12,
        MicroDollars = 45_000,
        ByLane = [1, 8, 3],
        Open = ImmutableSortedDictionary<long, QuotaEvent.Reserved>.Empty.Add(7, Reservation).Add(9, new QuotaEvent.Reserved(9, T0.AddMinutes(1), AnalystLane.New, 11_000)),
        Next = 13,
        AllCalls = 1200,
        AllMicroDollars = 4_500_000,
        AllTokensIn = 1_200_000,
        AllTokensOut = 300_000,
    };

    private static IEnumerable<WireSample> OfTheAnalyst =>
    [
        ("xa-c", new AskAnalysis(Id)),
        ("xa-r", new AnalysisOrder(Id, 3, "quota: 1000 of 1000 calls of the day are used", T0)),
        ("xa-r/at-once", new AnalysisOrder(Id, 1, null, null)),
        ("xq-c", GetAnalyst.Instance),
        ("xq-r", new AnalystStatus { AsOf = T0, Quota = AnalystQuota.Unused }),
        ("xq-r/whole", new AnalystStatus
        {
            AsOf = T0,
            Model = "grok",
            PromptVersion = 1,
            Quota = Quota.WithoutOpen(),
            OpenCalls = 2,
            DailyCalls = 1000,
            DailyMicroDollars = 5_000_000,
            Waiting = [1, 50, 20],
            InFlight = 4,
            Reason = "throttled: the analyst refuses calls for a while",
            Until = T0.AddMinutes(1),
            IsBroken = true,
            Counts = new AnalystCounts { Verdicts = 1, Remembered = 2, Unparseable = 3, Failed = 4, Unknown = 5, Throttled = 6, Unpriced = 7, Marked = 8 },
        }),
        ("xr-e", Reservation),
        ("xs-e", new QuotaEvent.Settled(7, T0, 1625, 900, 200, HasLeft: true)),
        ("xq-s", Quota),
    ];
}
