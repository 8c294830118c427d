using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Serialization;

/// <summary>A row's facts of all price types as one sequence of small numbers: a page of 150 rows has to stay below the frame of the wire.
/// A type is its index, a mask of what is there, then what is there in the mask's order: money as the difference from the current value,
/// which is mostly small.</summary>
internal static class PackedTypes
{
    private const long Current = 1 << 0;
    private const long Since = 1 << 1;
    private const long Previous = 1 << 2;
    private const int FirstAverage = 3;
    private const int FirstPercent = 7;
    // Keepa's instants are whole minutes; others, which nothing forbids, are kept in ticks.
    private const long SinceInMinutes = 1 << 11;

    public static IEnumerable<long> Pack(ImmutableArray<TypeFacts> types, DateTimeOffset lastUpdate)
    {
        var packed = new List<long>(types.Length * 8);
        foreach (var facts in types)
            Pack(packed, facts, lastUpdate);
        return packed;
    }

    public static ImmutableArray<TypeFacts> Unpack(IReadOnlyList<long> packed, DateTimeOffset lastUpdate)
    {
        var types = ImmutableArray.CreateBuilder<TypeFacts>();
        var at = 0;
        while (at < packed.Count)
            types.Add(Unpack(packed, ref at, lastUpdate));
        return types.ToImmutable();
    }

    private static void Pack(List<long> packed, TypeFacts facts, DateTimeOffset lastUpdate)
    {
        packed.Add(facts.Type.Index);
        var mask = packed.Count;
        packed.Add(0);
        var reference = facts.Current ?? 0;
        Put(Current, facts.Current);
        if (facts.Since is { } since)
        {
            var ticks = (since - lastUpdate).Ticks;
            var inMinutes = ticks % TimeSpan.TicksPerMinute == 0;
            Put(Since | (inMinutes ? SinceInMinutes : 0), inMinutes ? ticks / TimeSpan.TicksPerMinute : ticks);
        }

        Put(Previous, unchecked(facts.Previous - reference));
        foreach (var range in Ranges)
            Put(1L << (FirstAverage + (int)range), unchecked(facts.Averages[range] - reference));
        foreach (var range in Ranges)
            Put(1L << (FirstPercent + (int)range), facts.DeltaPercents[range]);

        void Put(long bits, long? value)
        {
            if (value is not { } present)
                return;
            packed[mask] |= bits;
            packed.Add(present);
        }
    }

    private static TypeFacts Unpack(IReadOnlyList<long> packed, ref int at, DateTimeOffset lastUpdate)
    {
        var type = PriceType.FromIndex((int)packed[at++]);
        var mask = packed[at++];
        var next = at;
        var current = Take(Current);
        var reference = current ?? 0;
        var sinceDistance = Take(Since);
        DateTimeOffset? since = sinceDistance is { } distance
            ? lastUpdate.AddTicks((mask & SinceInMinutes) != 0 ? distance * TimeSpan.TicksPerMinute : distance)
            : null;
        var previous = unchecked(Take(Previous) + reference);
        var averages = Ranges.Select(r => unchecked(Take(1L << (FirstAverage + (int)r)) + reference)).ToArray();
        var percents = Ranges.Select(r => Take(1L << (FirstPercent + (int)r))).ToArray();
        at = next;
        return new TypeFacts(type, current, since, previous, PerRangeOf(averages), PerRangeOf(percents));

        long? Take(long bit) => (mask & bit) == 0 ? null : packed[next++];
    }

    private static PerRange PerRangeOf(long?[] values) =>
        values.All(static v => v is null) ? PerRange.None : new PerRange(values[0], values[1], values[2], values[3]);

    private static ImmutableArray<DateRange> Ranges { get; } = [DateRange.Day, DateRange.Week, DateRange.Month, DateRange.Quarter];
}
