using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Enrichment;
using Deals.Actors.Freshness;

namespace Deals.Actors.Deals;

/// <summary>What a command leads to: events to store, and the answer once they are stored.</summary>
/// <param name="Events">In order; empty when there is nothing to store.</param>
/// <param name="Reply">The answer; absent where a wish is said to the router, which answers it.</param>
public sealed record DealDecision(ImmutableArray<DealEvent> Events, DealReply? Reply)
{
    /// <summary>What the deal wants bought.</summary>
    public DealNeed? Need { get; init; }
}

/// <summary>Decides what a deal does about a command. Pure: the state and the command in, events and an answer out.</summary>
/// <param name="policy">When deals are looked at again.</param>
/// <param name="terms">On which terms tokens are had now; absent while nobody knows.</param>
public sealed partial class DealDecider(RefreshPolicy policy, RefreshTerms? terms = null)
{
    /// <summary>Failures of its own after which a deal is suspended.</summary>
    public const int MostStrikes = 5;

    /// <summary>Looks in a row that have to find a product gone before its deal may be retired.</summary>
    public const int GoneLooksToRetire = 3;

    /// <summary>Decides. A deal's time never goes backwards: what was taken on one node, or lay in the store, may arrive after what another node took later.</summary>
    public DealDecision Decide(Deal deal, DealCommand command) =>
        deal is Deal.Known { Record.LastWord: var last } && last > command.Now ? DecideNow(deal, command with { Now = last }) : DecideNow(deal, command);

    private DealDecision DecideNow(Deal deal, DealCommand command) => (deal, command) switch
    {
        (Deal.Unseen, DealCommand.Sight s) => Discover(s, deal),
        (Deal.Unseen or Deal.Retired, DealCommand.Follow f) => Did(
            f, DealChange.Discovered, new DealEvent.Followed(f.Id, f.Now, f.Lens) { Next = Schedule.ForPerson(f.Now, DueReason.Followed) }),
        (Deal.Unseen, _) => new DealDecision([], new DealReply.NotKnown(command.Id)),
        (Deal.Retired { Cause: RetirementCause.Gone } r, DealCommand.Sight s) when s.AsOf > r.Record.Listing?.AsOf => Discover(s, r),
        (Deal.Retired, DealCommand.Sight or DealCommand.Bury or DealCommand.RecordAppraisal) => Nothing(command),
        (Deal.Retired r, DealCommand.Wake w) => NotDue(r, w),
        (Deal.Known, DealCommand.Follow f) => Nothing(f),
        (Deal.Known k, DealCommand.Sight s) => Sight(k, s),
        (Deal.Retired or Deal.Suspended, DealCommand.Release c) => Did(
            c, DealChange.Updated, new DealEvent.Released(c.Id, c.Now) { Next = Schedule.ForPerson(c.Now, DueReason.Released) }),
        (Deal.Known k, DealCommand.Release c) => Refuse(c, $"it is {NameOf(k)}; only a suspended or retired deal can be released"),
        (Deal.Retired, _) => Refuse(command, "it is retired; release it first"),
        (Deal.Known, DealCommand.Retire c) => Did(c, DealChange.Updated, new DealEvent.Retired(c.Id, c.Now, RetirementCause.Operator)),
        (Deal.Known k, DealCommand.Bury c) => k.Record.GoneLooks >= GoneLooksToRetire
            ? Did(c, DealChange.Updated, new DealEvent.Retired(c.Id, c.Now, RetirementCause.Gone))
            : Nothing(c),
        (Deal.Known k, DealCommand.RecordProduct c) => Product(k, c),
        (Deal.Known k, DealCommand.RecordSeller c) => IfNewer(k.Record.Seller?.AsOf, c.AsOf, c, new DealEvent.SellerRecorded(c.Id, c.Now, c.Seller, c.AsOf)),
        (Deal.Known k, DealCommand.RecordAnalysis c) => Analysis(k.Record.Analysis, c),
        (Deal.Known k, DealCommand.RecordAppraisal c) => Appraise(k, c),
        (Deal.Suspended, DealCommand.RecordFailure c) => Nothing(c),
        (Deal.Known k, DealCommand.RecordFailure c) => Fail(k, c),
        (Deal.Known k, DealCommand.RecordGone c) => FindGone(k, c),
        (Deal.Known k, DealCommand.Wake w) => Wake(k, w),
        (Deal.Suspended, DealCommand.RefreshNow c) => Refuse(c, "it is suspended; release it first"),
        (Deal.Known k, DealCommand.RefreshNow c) => Wants([], new DealNeed(c.Id, k.Record.Cycle, LookDepth.Offers, Lane.Interactive, c.Now) { IsAnew = true }),
        (Deal.Known k, DealCommand.Watch c) => Watch(k, c),
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

    private static DealDecision Discover(DealCommand.Sight s, Deal before) => Did(
        s,
        DealChange.Discovered,
        WithOutlook(before, new DealEvent.Discovered(s.Id, s.Now, s.Lens, s.Listing, s.AsOf) { Next = Schedule.AtOnce(s.Now, DueReason.NoFacts) }));

    private DealDecision Sight(Deal.Known deal, DealCommand.Sight s)
    {
        var record = deal.Record;
        var feed = s.Lens.Feed;
        if (record.Listing is not { } known)
            return Did(s, DealChange.Seen, WithOutlook(deal, new DealEvent.ListingSeen(s.Id, s.Now, feed, s.Listing, s.AsOf)));
        if (s.AsOf > known.AsOf)
        {
            var pace = PaceAfter(record, known, s);
            return s.Listing.HasOtherPricesThan(known.Facts)
                ? Did(s, DealChange.PriceChanged, AfterRow(deal, new DealEvent.ListingChanged(s.Id, s.Now, feed, s.Listing, s.AsOf) { Pace = pace }, s))
                : Did(s, DealChange.Seen, AfterRow(deal, new DealEvent.ListingSeen(s.Id, s.Now, feed, s.Listing, s.AsOf) { Pace = pace }, s));
        }

        // An older or equal row tells nothing new about the listing, but a feed that shows the deal for the first time is worth remembering.
        return !record.Feeds.Contains(feed) && record.Feeds.Length < DealRecord.MostFeeds
            ? Did(s, DealChange.Seen, new DealEvent.ListingSeen(s.Id, s.Now, feed, known.Facts, known.AsOf))
            : Nothing(s);
    }

    private DealEvent AfterRow(Deal.Known deal, DealEvent row, DealCommand.Sight s)
    {
        var e = WithOutlook(deal, row);
        if (deal is not Deal.Active { Record: { Next: { } next } record } || SubjectAfter(deal, e) is not { } subject)
            return e;
        return e with { Next = (record.HasOtherPrice(s.Listing) ? policy.AfterChange(next, subject, terms, s.Now) : policy.Replanned(next, subject, terms)) ?? Said(next) };
    }

    // Where due times follow a price, the row may have been moved: a deal that speaks says what it plans, even if that is what it planned before.
    private Schedule? Said(Schedule next) => policy.FollowsPrice && terms is not null && next.Reason == DueReason.Age ? next : null;

    /// <summary>The schedule on the terms of now.</summary>
    public Schedule PlanOf(DealRecord record, Schedule next) => record.AsSubject() is { } subject ? policy.Replanned(next, subject, terms) ?? next : next;

    private static RefreshSubject? SubjectAfter(Deal deal, DealEvent e) => deal.Apply(e) is Deal.Known known ? known.Record.AsSubject() : null;

    private RatePrior PriorOf(DealRecord record) => terms?.PriorOf(record.Listing?.Facts.RootCategory) ?? RatePrior.Default;

    private DealDecision Product(Deal.Known deal, DealCommand.RecordProduct c)
    {
        var record = deal.Record;
        if (record.Product is { } known && c.AsOf <= known.AsOf && !BringsMore(record, known, c))
        {
            // The look that was bought brought nothing newer: it is over all the same. One of an older refresh is only late.
            return c.Cycle == record.Cycle
                ? Did(c, DealChange.Updated, Confirmed(deal, c))
                : Nothing(c);
        }

        return Did(c, DealChange.Updated, AfterLook(deal, WithOutlook(deal, new DealEvent.ProductRecorded(c.Id, c.Now, c.Product, c.AsOf)
        {
            Appraisal = AppraisalOf(record, c),
            Offers = c.Offers,
            BuyBox = c.BuyBox,
            Listing = record.Listing is { } listing && c.AsOf <= listing.AsOf ? null : c.Listing,
            Pace = PaceAfter(record, c),
            OfferPace = OfferPaceAfter(record, c),
        })));
    }

    // Before the first look rows teach nothing: that look's history names the changes of weeks, and would leave out the time for which rows had accounted.
    private Pace? PaceAfter(DealRecord record, Group<ListingFacts> known, DealCommand.Sight s)
    {
        if (record is { Pace: null, Product: null })
            return null;
        var (pace, changed, prior) = (record.Pace ?? Pace.From(known.AsOf, PriorOf(record)), record.HasOtherPrice(s.Listing), PriorOf(record));
        return s.Lens.Feed == FeedLens.Tracking ? pace.Pushed(changed, s.AsOf, prior) : pace.Sighted(changed, s.AsOf, prior);
    }

    private Pace? PaceAfter(DealRecord record, DealCommand.RecordProduct c) => c.Moves.FirstOrDefault(m => m.Type == record.Lens.PriceType) is { } moves
        ? (record.Pace ?? Pace.From(moves.Since, PriorOf(record))).Counted(moves, c.AsOf, PriorOf(record))
        : null;

    private static Pace? OfferPaceAfter(DealRecord record, DealCommand.RecordProduct c) =>
        PriceMeaning.Of(record.Lens.PriceType)?.Counts is { } counts && c.Moves.FirstOrDefault(m => m.Type == counts) is { } moves
            ? (record.OfferPace ?? Pace.From(moves.Since, RatePrior.Default)).Counted(moves, c.AsOf, RatePrior.Default)
            : null;

    // A deeper look at what is known already: the same product, and who sells it.
    private static bool BringsMore(DealRecord record, Group<ProductFacts> known, DealCommand.RecordProduct c) => c.AsOf == known.AsOf
        && ((c.Offers is not null && !(record.Offers?.AsOf >= c.AsOf)) || (c.BuyBox is not null && !(record.BuyBox?.AsOf >= c.AsOf)));

    private DealEvent AfterLook(Deal.Known deal, DealEvent look) => look with { Next = policy.AfterLook(SubjectAfter(deal, look)!, terms) };

    private static DealDecision Fail(Deal.Known deal, DealCommand.RecordFailure c)
    {
        var record = deal.Record;
        if (c.Cycle is { } cycle && cycle != record.Cycle)
            return Nothing(c);
        var before = record.Next ?? Schedule.AtOnce(c.Now, DueReason.NoFacts);
        var failed = new DealEvent.AttemptFailed(c.Id, c.Now, c.Error)
        {
            IsShared = c.IsShared,
            Next = RefreshPolicy.AfterFailure(before, c.Id, record.Attempts + 1, c.Now),
        };
        return c.IsShared || record.Strikes + 1 < MostStrikes
            ? Did(c, DealChange.Updated, failed)
            : Did(c, DealChange.Updated, failed, new DealEvent.Suspended(c.Id, c.Now, c.Error) { Next = RefreshPolicy.AfterSuspension(before, c.Now) });
    }

    private static DealDecision FindGone(Deal.Known deal, DealCommand.RecordGone c)
    {
        var record = deal.Record;
        if (c.Cycle is { } cycle && cycle != record.Cycle)
            return Nothing(c);
        return Did(c, DealChange.Updated, new DealEvent.FoundGone(c.Id, c.Now)
        {
            Next = RefreshPolicy.AfterGone(record.Next ?? Schedule.AtOnce(c.Now, DueReason.NoFacts), c.Now),
        });
    }

    private DealDecision Wake(Deal.Known deal, DealCommand.Wake w)
    {
        var record = deal.Record;
        if (w.Cycle != record.Cycle || record.Next is not { } planned)
            return NotDue(deal, w);
        var next = PlanOf(record, planned);
        var isDue = next.Due <= w.Now;
        if (!isDue && !MayBePulled(record, next, w))
            return NotDue(deal, w, next);
        DealEvent? before = (deal, isDue) switch
        {
            (Deal.Suspended, _) => new DealEvent.Released(w.Id, w.Now) { Next = Schedule.AtOnce(w.Now, DueReason.SetAside) },
            (Deal.Active, true) when policy.SendsBack && next.Reason == DueReason.Age => new DealEvent.SentBack(w.Id, w.Now),
            _ => null,
        };
        var depth = policy.DepthOf(record, next, w.IsPull, terms, w.Now);
        return Wants(before is null ? [] : [before], new DealNeed(w.Id, record.Cycle, depth, next.Lane, next.SoftDeadline) { IsDepthChosen = !record.IsWatched });
    }

    private static bool MayBePulled(DealRecord record, Schedule next, DealCommand.Wake w) =>
        w.IsPull && next.Reason is DueReason.Age or DueReason.KnownStale && record.LookedAt is { } looked && w.Now - looked >= RefreshPolicy.ShortestInterval;

    private DealDecision Watch(Deal.Known deal, DealCommand.Watch c)
    {
        var record = deal.Record;
        if (record.IsWatched == c.On)
            return Nothing(c);
        var e = new DealEvent.WatchChanged(c.Id, c.Now, c.On);
        if (policy.FollowsPrice && terms is not null && record.Next is { Reason: DueReason.Age } planned && SubjectAfter(deal, e) is { } subject)
            return Did(c, DealChange.Updated, e with { Next = policy.Replanned(planned, subject, terms) ?? planned });
        var soon = record is { Next: { Reason: DueReason.Age } next, LookedAt: { } looked } && c.On && looked + RefreshPolicy.WatchedInterval is var due && due < next.Due
            ? next with { Due = due, SoftDeadline = due }
            : null;
        return Did(c, DealChange.Updated, e with { Next = soon });
    }

    private static DealDecision Wants(ImmutableArray<DealEvent> before, DealNeed need) => new(before, null) { Need = need };

    private static DealDecision NotDue(Deal.Known deal, DealCommand command, Schedule? plan = null) =>
        new([], new DealReply.NotDue(command.Id, deal.Record.Cycle, (plan ?? deal.Record.Next)?.Due, 0) { Plan = plan ?? deal.Record.Next });

    private static DealDecision Analysis(Group<AnalysisFacts>? known, DealCommand.RecordAnalysis c) =>
        known is null || (c.AsOf >= known.AsOf && SaysMore(known, c)) ? Did(c, DealChange.Updated, new DealEvent.AnalysisRecorded(c.Id, c.Now, c.Analysis, c.AsOf)) : Nothing(c);

    // A failure takes no verdict away, and a second one of a kind says nothing that the first has not said, unless the deal is given up for days. That a later look has nothing to judge is no failure.
    private static bool SaysMore(Group<AnalysisFacts> known, DealCommand.RecordAnalysis c) => c.Analysis switch
    {
        { State: not AnalysisState.Unverified } verdict => c.AsOf > known.AsOf || !verdict.Equals(known.Facts),
        { Cause: UnverifiedCause.NoListPrice } when c.AsOf > known.AsOf => true,
        _ when known.Facts.State != AnalysisState.Unverified => false,
        var unverified => unverified.Cause != known.Facts.Cause || unverified.RetryAt >= known.Facts.RetryAt + (AnalysisFacts.VerdictLives / 2),
    };

    private static DealDecision IfNewer(DateTimeOffset? known, DateTimeOffset offered, DealCommand command, DealEvent e) =>
        known is null || offered > known ? Did(command, DealChange.Updated, e) : Nothing(command);

    private static DealDecision Did(DealCommand command, DealChange change, params ImmutableArray<DealEvent> events) =>
        new(events, new DealReply.Done(command.Id, change));

    private static DealDecision Nothing(DealCommand command) => new([], new DealReply.Done(command.Id, DealChange.None));

    private static DealDecision Refuse(DealCommand command, string reason) =>
        new([], new DealReply.Refused(command.Id, $"The deal {command.Id} cannot do that: {reason}."));
}
