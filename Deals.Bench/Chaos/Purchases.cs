using Deals.Actors.Deals;

namespace Deals.Bench.Chaos;

/// <summary>A kill as far as purchases go.</summary>
/// <param name="At">When the process was dead, domain time.</param>
/// <param name="StoredAt">When the latest body of each deal was stored, domain time, as the store had it then.</param>
internal sealed record KillSample(DateTimeOffset At, IReadOnlyDictionary<string, DateTimeOffset> StoredAt);

/// <summary>A look that was served twice for one cycle: the first was never recorded.</summary>
/// <param name="Deal">The deal.</param>
/// <param name="First">When it was served first.</param>
/// <param name="Again">When it was served again.</param>
/// <param name="Why">What lies between.</param>
internal sealed record BoughtAgain(string Deal, DateTimeOffset First, DateTimeOffset Again, BoughtAgainCause Why);

/// <summary>Why a look was bought again.</summary>
internal enum BoughtAgainCause
{
    /// <summary>The node was killed before the answer was stored: nobody could know it.</summary>
    DiedOnTheWay,

    /// <summary>The answer lay in the store when the node was killed, and was not used.</summary>
    AlthoughStored,

    /// <summary>Nobody was killed in between.</summary>
    WithoutAKill,
}

/// <summary>What became of one deal's purchases.</summary>
/// <param name="Deal">The deal.</param>
/// <param name="Served">How often Keepa served it.</param>
/// <param name="Recorded">Looks in the journal: new facts, nothing new, a failure, gone.</param>
/// <param name="Again">Looks that were bought again.</param>
/// <param name="Died">Looks that were served and never recorded, those bought again among them.</param>
/// <param name="IsOpen">Whether the last look that was served was not recorded.</param>
/// <param name="UsedFromStore">Looks that were stored, not recorded when the node was killed, and recorded afterwards without being bought again.</param>
/// <param name="Unpaid">Looks that were recorded although nothing was served for them; a failure needs nothing served.</param>
internal sealed record DealPurchases(string Deal, int Served, int Recorded, IReadOnlyList<BoughtAgain> Again, int Died, bool IsOpen, int UsedFromStore, int Unpaid)
{
    /// <summary>Whether an event ends a look.</summary>
    public static bool EndsALook(DealEvent e) => e is DealEvent.ProductRecorded or DealEvent.ProductConfirmed or DealEvent.AttemptFailed or DealEvent.FoundGone;

    /// <summary>Reads a deal's looks from its events.</summary>
    public static IReadOnlyList<(DateTimeOffset At, bool IsFailure)> LooksOf(IEnumerable<DealEvent> events) =>
        [.. events.Where(EndsALook).Select(e => (e.At, e is DealEvent.AttemptFailed))];

    /// <summary>Compares what Keepa served with what the deal recorded. Both clocks are the same.</summary>
    /// <param name="deal">The deal's id.</param>
    /// <param name="served">When Keepa served it, in order.</param>
    /// <param name="looks">When the deal recorded a look, in order.</param>
    /// <param name="kills">The kills, in order.</param>
    public static DealPurchases Of(string deal, IReadOnlyList<DateTimeOffset> served, IReadOnlyList<(DateTimeOffset At, bool IsFailure)> looks, IReadOnlyList<KillSample> kills)
    {
        var again = new List<BoughtAgain>();
        var (fromStore, unpaid) = (0, 0);
        DateTimeOffset? open = null;
        var all = served.Select(at => (At: at, IsServed: true, IsFailure: false)).Concat(looks.Select(l => (l.At, IsServed: false, l.IsFailure)));
        foreach (var (at, isServed, isFailure) in all.OrderBy(e => e.At).ThenByDescending(e => e.IsServed))
        {
            if (isServed)
            {
                if (open is { } first)
                    again.Add(new BoughtAgain(deal, first, at, CauseOf(deal, first, at, kills)));
                open = at;
                continue;
            }

            if (open is null)
                unpaid += isFailure ? 0 : 1;
            else if (kills.Any(k => IsBetween(k, open.Value, at)))
                fromStore++;
            open = null;
        }

        return new DealPurchases(deal, served.Count, looks.Count, again, again.Count + (open is null ? 0 : 1), open is not null, fromStore, unpaid);
    }

    private static BoughtAgainCause CauseOf(string deal, DateTimeOffset first, DateTimeOffset second, IReadOnlyList<KillSample> kills)
    {
        var between = kills.Where(k => IsBetween(k, first, second)).ToList();
        if (between.Count == 0)
            return BoughtAgainCause.WithoutAKill;
        return between.Any(k => k.StoredAt.TryGetValue(deal, out var stored) && stored >= first) ? BoughtAgainCause.AlthoughStored : BoughtAgainCause.DiedOnTheWay;
    }

    private static bool IsBetween(KillSample kill, DateTimeOffset first, DateTimeOffset second) => kill.At >= first && kill.At <= second;
}
