using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Where one page of a pass is between being asked for and being stored. Closed.</summary>
internal abstract record PageInHand(int Page, int Attempt)
{
    /// <summary>The router has the request; the same id is sent again until something is heard, which changes nothing where it is still known.</summary>
    internal sealed record Asked(int Page, int Attempt, Guid RequestId, KeepaRequest Request, DateTimeOffset Deadline, DateTimeOffset GiveUpAt, string Waiting)
        : PageInHand(Page, Attempt);

    /// <summary>The rows are here; what is known of them is looked up.</summary>
    internal sealed record LookingUp(int Page, int Attempt, RowSift Sift, bool IsLast, int Tries) : PageInHand(Page, Attempt);

    /// <summary>Sightings are out; the deals answer one by one.</summary>
    internal sealed record Storing(int Page, int Attempt, RowCounts Counts, bool IsLast, ImmutableDictionary<DealId, DealCommand.Sight> Unanswered, int Tries)
        : PageInHand(Page, Attempt);
}

/// <summary>The rows of a page after the free part: judged by the feed, without what the pass has already had.</summary>
/// <param name="Wanted">Rows that may be sent.</param>
/// <param name="Counts">What became of the others.</param>
internal sealed record RowSift(ImmutableArray<DealRow> Wanted, RowCounts Counts)
{
    /// <summary>Sifts a page.</summary>
    /// <param name="feed">The feed, whose filter costs nothing here.</param>
    /// <param name="page">The page.</param>
    /// <param name="had">What the pass has had: a row repeats when product and last update are the same. Adds this page's rows.</param>
    public static RowSift Of(FeedQuery feed, KeepaOutcome.DealPage page, HashSet<(Asin, DateTimeOffset)> had)
    {
        var wanted = ImmutableArray.CreateBuilder<DealRow>(page.Rows.Length);
        var repeated = 0L;
        var rejected = ImmutableSortedDictionary<string, long>.Empty;
        foreach (var row in page.Rows)
        {
            if (!had.Add((row.Asin, row.LastUpdate)))
                repeated++;
            else if (feed.Judge(row) is FeedVerdict.Rejected no)
                rejected = rejected.SetItem(no.Reason, rejected.GetValueOrDefault(no.Reason) + 1);
            else
                wanted.Add(row);
        }

        return new RowSift(wanted.DrainToImmutable(), new RowCounts
        {
            Seen = page.RowCount,
            Tokens = page.Envelope?.TokensConsumed ?? 0,
            Repeated = repeated,
            Rejected = rejected,
            OldestChange = feed.Query.Sort == DealSort.NewestFirst ? page.Rows.Min(static r => r.CreatedAt) : null,
            SetAside = [.. page.Rejected.Select(r => $"row {r.Index}{(r.Asin is null ? "" : " " + r.Asin)}: {r.Reason}")],
        });
    }

    /// <summary>Chooses what to send: unknown, newer than what is stored, or not yet known from this feed. Of two rows of one product the newest.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="known">What is known.</param>
    /// <param name="readBefore">What had changed by then was read by an earlier pass; absent where there was none.</param>
    /// <param name="now">Domain time.</param>
    public (ImmutableDictionary<DealId, DealCommand.Sight> Sightings, RowCounts Counts) Choose(
        FeedQuery feed, IReadOnlyDictionary<DealId, Catalogue.KnownListing> known, DateTimeOffset? readBefore, DateTimeOffset now)
    {
        var lens = new FeedLens(feed.Name, feed.Query.PriceType, feed.Query.DateRange);
        var sightings = ImmutableDictionary.CreateBuilder<DealId, DealCommand.Sight>();
        var counts = Counts;
        foreach (var row in Wanted.OrderBy(r => r.LastUpdate))
        {
            var id = new DealId(feed.Query.Domain, row.Asin);
            var stored = known.GetValueOrDefault(id);
            var (isRepeated, isKnown) = (sightings.ContainsKey(id), stored is not null && row.LastUpdate <= stored.ListingAsOf && stored.Feeds.Contains(feed.Name, StringComparer.Ordinal));
            counts = counts.WithRow(row.LastUpdate < now ? now - row.LastUpdate : TimeSpan.Zero, isRecent: row.CreatedAt >= readBefore);
            if (isKnown)
                counts = counts with { Known = counts.Known + 1 };
            else if (isRepeated)
                counts = counts with { Repeated = counts.Repeated + 1 };
            else
                counts = counts.WithSent(stored is null, stored is not null && stored.Price != row.Of(lens.PriceType)?.Current, isLeft: row.CreatedAt < readBefore);
            if (!isKnown)
                sightings[id] = new DealCommand.Sight(id, now, lens, ListingFacts.From(row), row.LastUpdate);
        }

        return (sightings.ToImmutable(), counts with { NewPaid = counts.Tokens > 0 ? counts.New : 0 });
    }
}
