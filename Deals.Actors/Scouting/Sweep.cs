using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>One pass over a feed's pages: which are to be asked for, which are stored, where it ends. Pure. The cursor moves only past pages of
/// which every row is stored, in order; pages may be answered in any order.</summary>
public sealed record Sweep
{
    /// <summary>The pass's number.</summary>
    public required long Pass { get; init; }

    /// <summary>How much it reads.</summary>
    public required PassKind Kind { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The first page of which not every row is stored.</summary>
    public int Cursor { get; init; }

    /// <summary>The page that ended the list, once it was seen.</summary>
    public int? End { get; init; }

    /// <summary>Stored pages beyond the cursor.</summary>
    public ImmutableSortedSet<int> Stored { get; init; } = [];

    /// <summary>Pages that are asked for or being stored.</summary>
    public ImmutableSortedSet<int> InFlight { get; init; } = [];

    /// <summary>The slice of the list that the pages are of; absent where they are of the whole.</summary>
    public PriceSlice? Slice { get; init; }

    /// <summary>The slices that are read after it.</summary>
    public ImmutableArray<PriceSlice> Ahead { get; init; } = [];

    /// <summary>The slices that were read before it.</summary>
    public ImmutableArray<PriceSlice> Behind { get; init; } = [];

    /// <summary>Pages of what was read before it, in this pass.</summary>
    public int PagesBefore { get; init; }

    /// <summary>Pages of the pass of which every row is stored, from its begin without a gap.</summary>
    public int Pages => PagesBefore + Cursor;

    /// <summary>What became of the rows of its stored pages, without those that were set aside.</summary>
    public RowCounts Counts { get; init; } = RowCounts.None;

    /// <summary>Whether every page of the slice up to its end is stored.</summary>
    public bool IsComplete => Cursor > LastWanted;

    /// <summary>Whether Keepa's paging ended before the slice did.</summary>
    public bool Overflows => Kind == PassKind.Full && IsComplete && End is null;

    private int LastWanted => End ?? KeepaRequest.DealPage.LastPage;

    /// <summary>Whether more pages will be asked for as soon as those in flight are stored. A head pass may end at every page.</summary>
    public bool HasMore => Kind == PassKind.Full && End is null && Cursor + InFlight.Count <= LastWanted;

    /// <summary>One that begins.</summary>
    public static Sweep New(ScoutEvent.PassBegan began) => new()
    {
        Pass = began.Pass,
        Kind = began.Kind,
        BeganAt = began.At,
        Slice = began.Slices.IsEmpty ? null : began.Slices[0],
        Ahead = began.Slices.IsEmpty ? [] : began.Slices.RemoveAt(0),
    };

    /// <summary>The pages to ask for now, lowest first.</summary>
    /// <param name="mostInFlight">How many may be in flight in all.</param>
    public ImmutableArray<int> ToAsk(int mostInFlight)
    {
        // A head pass may end at every page, so it asks for one at a time.
        var most = Kind == PassKind.Head ? 1 : mostInFlight;
        return
        [
            .. Enumerable.Range(Cursor, Math.Max(0, LastWanted - Cursor + 1))
                .Where(page => !Stored.Contains(page) && !InFlight.Contains(page))
                .Take(Math.Max(0, most - InFlight.Count)),
        ];
    }

    /// <summary>A page was asked for.</summary>
    public Sweep Asked(int page) => this with { InFlight = InFlight.Add(page) };

    /// <summary>A page has to be asked for again.</summary>
    public Sweep Returned(int page) => this with { InFlight = InFlight.Remove(page) };

    /// <summary>The list ends with this page: it was short or empty. Fewer rows than a page are the only sign of the end.</summary>
    public Sweep Ended(int page) => this with { End = Math.Min(End ?? int.MaxValue, page) };

    /// <summary>Goes on with other slices.</summary>
    /// <param name="slices">The next one and those after it.</param>
    public Sweep Into(ImmutableArray<PriceSlice> slices) => this with
    {
        // What overflowed is read again in parts, unless it has none.
        Behind = Slice is { } done && !(Overflows && done.Halves() is not null) ? Behind.Add(done) : Behind,
        PagesBefore = Pages,
        Slice = slices[0],
        Ahead = slices.RemoveAt(0),
        Cursor = 0,
        End = null,
        Stored = [],
        InFlight = [],
    };

    // Where the list is in another order than that of change, news may be on every page of it.
    private static bool IsEndOfHead(RowCounts counts, DateTimeOffset? readBefore) =>
        counts.OldestChange is { } oldest ? counts.News == 0 || oldest < readBefore : counts.New == 0;

    /// <summary>Every row of a page is stored.</summary>
    /// <param name="page">The page.</param>
    /// <param name="counts">What became of its rows; where they tell no news, a head pass ends.</param>
    /// <param name="readBefore">What had changed by then was read in an earlier pass; a head pass ends with the page that reaches so far back.</param>
    public Sweep PageStored(int page, RowCounts counts, DateTimeOffset? readBefore = null)
    {
        var stored = Stored.Add(page);
        var cursor = Cursor;
        while (stored.Contains(cursor))
            stored = stored.Remove(cursor++);
        var next = this with { Stored = stored, InFlight = InFlight.Remove(page), Cursor = cursor, Counts = Counts.Plus(counts, mostSetAside: 0) };
        return Kind == PassKind.Head && IsEndOfHead(counts, readBefore) ? next.Ended(page) : next;
    }
}
