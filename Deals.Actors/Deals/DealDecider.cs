using System.Collections.Immutable;

namespace Deals.Actors.Deals;

/// <summary>What a command leads to: events to store, and the answer once they are stored.</summary>
/// <param name="Events">In order; empty when there is nothing to store.</param>
/// <param name="Reply">The answer.</param>
public sealed record DealDecision(ImmutableArray<DealEvent> Events, DealReply Reply);

/// <summary>Decides what a deal does about a command. Pure: the state and the command in, events and an answer out.</summary>
public static class DealDecider
{
    /// <summary>Failed attempts after which a deal is suspended.</summary>
    public const int MostAttempts = 5;

    /// <summary>Looks in a row that have to find a product gone before its deal is retired.</summary>
    public const int GoneLooksToRetire = 3;

    /// <summary>Decides.</summary>
    public static DealDecision Decide(Deal deal, DealCommand command) => (deal, command) switch
    {
        (Deal.Unseen, DealCommand.Sight s) => Discover(s),
        (Deal.Unseen, _) => new DealDecision([], new DealReply.NotKnown(command.Id)),
        (Deal.Retired { Cause: RetirementCause.Gone } r, DealCommand.Sight s) when s.AsOf > r.Record.Listing.AsOf => Discover(s),
        (Deal.Retired, DealCommand.Sight s) => Nothing(s),
        (Deal.Known k, DealCommand.Sight s) => Sight(k, s),
        (Deal.Retired or Deal.Suspended, DealCommand.Release c) => Did(c, DealChange.Updated, new DealEvent.Released(c.Id, c.Now)),
        (Deal.Known k, DealCommand.Release c) => Refuse(c, $"it is {NameOf(k)}; only a suspended or retired deal can be released"),
        (Deal.Retired, _) => Refuse(command, "it is retired; release it first"),
        (Deal.Known, DealCommand.Retire c) => Did(c, DealChange.Updated, new DealEvent.Retired(c.Id, c.Now, RetirementCause.Operator)),
        (Deal.Known k, DealCommand.RecordProduct c) => IfNewer(k.Record.Product?.AsOf, c.AsOf, c, new DealEvent.ProductRecorded(c.Id, c.Now, c.Product, c.AsOf)),
        (Deal.Known k, DealCommand.RecordSeller c) => IfNewer(k.Record.Seller?.AsOf, c.AsOf, c, new DealEvent.SellerRecorded(c.Id, c.Now, c.Seller, c.AsOf)),
        (Deal.Known k, DealCommand.RecordAnalysis c) => IfNewer(k.Record.Analysis?.AsOf, c.AsOf, c, new DealEvent.AnalysisRecorded(c.Id, c.Now, c.Analysis, c.AsOf)),
        (Deal.Suspended, DealCommand.RecordFailure c) => Nothing(c),
        (Deal.Known k, DealCommand.RecordFailure c) => Fail(k, c),
        (Deal.Known k, DealCommand.RecordGone c) => FindGone(k, c),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name} in state {deal.GetType().Name}."),
    };

    /// <summary>The state's name in the API and the catalogue.</summary>
    public static string NameOf(Deal.Known deal) => deal switch
    {
        Deal.PendingProcessing => "pending_processing",
        Deal.Active => "active",
        Deal.Suspended => "suspended",
        Deal.Retired => "retired",
        _ => throw new InvalidOperationException($"No name for state {deal.GetType().Name}."),
    };

    private static DealDecision Discover(DealCommand.Sight s) =>
        Did(s, DealChange.Discovered, new DealEvent.Discovered(s.Id, s.Now, s.Lens, s.Listing, s.AsOf));

    private static DealDecision Sight(Deal.Known deal, DealCommand.Sight s)
    {
        var known = deal.Record.Listing;
        var feed = s.Lens.Feed;
        var isNewFeed = !deal.Record.Feeds.Contains(feed) && deal.Record.Feeds.Length < DealRecord.MostFeeds;
        if (s.AsOf > known.AsOf)
        {
            return s.Listing.HasOtherPricesThan(known.Facts)
                ? Did(s, DealChange.PriceChanged, new DealEvent.ListingChanged(s.Id, s.Now, feed, s.Listing, s.AsOf))
                : Did(s, DealChange.Seen, new DealEvent.ListingSeen(s.Id, s.Now, feed, s.Listing, s.AsOf));
        }

        // An older or equal row tells nothing new about the listing, but a feed that shows the deal for the first time is worth remembering.
        return isNewFeed
            ? Did(s, DealChange.Seen, new DealEvent.ListingSeen(s.Id, s.Now, feed, known.Facts, known.AsOf))
            : Nothing(s);
    }

    private static DealDecision Fail(Deal.Known deal, DealCommand.RecordFailure c)
    {
        var failed = new DealEvent.AttemptFailed(c.Id, c.Now, c.Error);
        return deal.Record.Attempts + 1 < MostAttempts
            ? Did(c, DealChange.Updated, failed)
            : Did(c, DealChange.Updated, failed, new DealEvent.Suspended(c.Id, c.Now, c.Error));
    }

    private static DealDecision FindGone(Deal.Known deal, DealCommand.RecordGone c)
    {
        var gone = new DealEvent.FoundGone(c.Id, c.Now);
        return deal.Record.GoneLooks + 1 < GoneLooksToRetire
            ? Did(c, DealChange.Updated, gone)
            : Did(c, DealChange.Updated, gone, new DealEvent.Retired(c.Id, c.Now, RetirementCause.Gone));
    }

    private static DealDecision IfNewer(DateTimeOffset? known, DateTimeOffset offered, DealCommand command, DealEvent e) =>
        known is null || offered > known ? Did(command, DealChange.Updated, e) : Nothing(command);

    private static DealDecision Did(DealCommand command, DealChange change, params ImmutableArray<DealEvent> events) =>
        new(events, new DealReply.Done(command.Id, change));

    private static DealDecision Nothing(DealCommand command) => new([], new DealReply.Done(command.Id, DealChange.None));

    private static DealDecision Refuse(DealCommand command, string reason) =>
        new([], new DealReply.Refused(command.Id, $"The deal {command.Id} cannot do that: {reason}."));
}
