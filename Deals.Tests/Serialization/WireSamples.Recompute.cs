using Deals.Actors.Processing;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static IEnumerable<WireSample> OfRecompute =>
    [
        ("yq-c", GetRecompute.Instance),
        ("yr-c", Recompute.Instance),
        ("yr-r", new RecomputeAnswer(T0, 3, true, 120)),
        ("yb-e", new RecomputeEvent.Began(T0, 3, 2, "0011223344556677", true, 120)),
        ("ya-e", new RecomputeEvent.Advanced(T0, 3, "1-B000000041", Recomputed)),
        ("ye-e", new RecomputeEvent.Ended(T0, 3)),
        ("ym-s", Run),
        ("ys-r", new RecomputeStatus
        {
            AsOf = T0,
            Work = RecomputeWork.Waiting,
            Reason = "The disk is full.",
            Version = 2,
            Settings = "0011223344556677",
            Last = Run,
            PerSecond = 12.5,
            Stale = 80,
        }),
    ];

    private static RecomputeCounts Recomputed => new(40, 30, 4, 5, 1);

    private static RecomputeState Run => new()
    {
        Run = 3,
        Version = 2,
        Settings = "0011223344556677",
        IsWhole = true,
        Total = 120,
        Began = T0,
        Ended = T0.AddHours(1),
        Cursor = "1-B000000041",
        Counts = Recomputed,
    };
}
