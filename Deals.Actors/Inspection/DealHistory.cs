using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>Where a deal's past is kept: its own events, and the raw body of its product.</summary>
public interface IDealPast
{
    /// <summary>The last events of a deal, oldest first.</summary>
    /// <exception cref="NoAnswerException">The journal does not answer.</exception>
    Task<IReadOnlyList<(long SequenceNr, DealEvent Event)>> EventsAsync(DealId id, int most, CancellationToken cancellation);

    /// <summary>The last record of the product, if one is stored.</summary>
    /// <exception cref="NoAnswerException">The store does not answer.</exception>
    Task<ProductRecord?> ProductAsync(DealId id, CancellationToken cancellation);
}

/// <summary>What of a deal's past is wanted.</summary>
/// <param name="Days">How far back the series go, 1-3650.</param>
/// <param name="Types">Which price types; empty for all.</param>
public sealed record HistoryWish(int Days, ImmutableArray<PriceType> Types)
{
    /// <summary>Most days.</summary>
    public const int MostDays = 3650;

    /// <summary>A year of everything.</summary>
    public static readonly HistoryWish Default = new(365, []);
}

/// <summary>A deal's past: series of prices, ranks and counts from the product's record, and the deal's own events.</summary>
/// <param name="Id">The deal.</param>
/// <param name="AsOf">Keepa's last update of the record; absent where none is stored.</param>
/// <param name="Reason">Why there are no series, where there are none.</param>
/// <param name="Series">One a price type with points in the window.</param>
/// <param name="Events">The last ones, oldest first.</param>
public sealed record DealHistory(string Id, DateTimeOffset? AsOf, string? Reason, IReadOnlyList<SeriesItem> Series, IReadOnlyList<EventItem> Events)
{
    /// <summary>Most events that are told.</summary>
    public const int MostEvents = 500;

    /// <summary>Puts the past together.</summary>
    public static DealHistory Of(DealId id, IReadOnlyList<(long SequenceNr, DealEvent Event)> events, ProductRecord? product, HistoryWish wish, DateTimeOffset now)
    {
        var from = now.AddDays(-wish.Days);
        var series = (product?.Histories ?? [])
            .Where(h => wish.Types.IsEmpty || wish.Types.Contains(h.Type))
            .Select(h => SeriesItem.From(h, from))
            .Where(s => s.Points.Count > 0)
            .ToList();
        var reason = product is null ? "No record of the product is stored yet." : series.Count == 0 ? "The record has no history of what was asked for." : null;
        return new DealHistory(id.ToString(), product?.LastUpdate, reason, series, [.. events.Select(e => EventItem.From(e.SequenceNr, e.Event))]);
    }
}

/// <summary>One series.</summary>
/// <param name="Type">Keepa's name of the price type.</param>
/// <param name="Unit">money (minor units), rank, count or rating (stars times ten).</param>
/// <param name="Points">Oldest first; the first may lie before the window, for it was in force when the window began.</param>
public sealed record SeriesItem(string Type, string Unit, IReadOnlyList<SeriesPoint> Points)
{
    internal static SeriesItem From(PriceHistory history, DateTimeOffset from)
    {
        var inForce = history.Points.LastOrDefault(p => p.At < from);
        var points = history.Points.Where(p => p.At >= from || (p == inForce && p.At < from));
        return new SeriesItem(history.Type.Name, history.Type.Unit.ToString().ToLowerInvariant(), [.. points.Select(p => new SeriesPoint(p.At, p.Value, p.Shipping))]);
    }
}

/// <summary>From <paramref name="At"/> on the value is this; absent without an offer.</summary>
public sealed record SeriesPoint(DateTimeOffset At, long? Value, long? Shipping);

/// <summary>One of a deal's own events.</summary>
/// <param name="SequenceNr">Its number within the deal.</param>
/// <param name="At">When.</param>
/// <param name="Kind">Such as Discovered or ProductRecorded.</param>
/// <param name="Text">What happened, in one sentence.</param>
/// <param name="Next">When the deal was to be looked at next from then on; absent where the event changed nothing of that.</param>
public sealed record EventItem(long SequenceNr, DateTimeOffset At, string Kind, string Text, DateTimeOffset? Next)
{
    internal static EventItem From(long sequenceNr, DealEvent e) => new(sequenceNr, e.At, e.GetType().Name, TextOf(e), e.Next?.Due);

    private static string TextOf(DealEvent e) => e switch
    {
        DealEvent.Discovered d => $"The feed {d.Lens.Feed} showed it; its row is of {InspectionJson.Instant(d.AsOf)}.",
        DealEvent.Followed => "A person follows it.",
        DealEvent.ListingChanged { Feed: FeedLens.Tracking } c => $"Keepa pushed another price{(c.Next is null ? "" : "; what is known of the product is stale")}.",
        DealEvent.ListingSeen { Feed: FeedLens.Tracking } => "Keepa pushed what is known already, or other ranks and counts.",
        DealEvent.ListingChanged c => $"The feed {c.Feed} showed another price{(c.Next is null ? "" : "; what is known of the product is stale")}.",
        DealEvent.ListingSeen s => $"The feed {s.Feed} showed it again.",
        DealEvent.ProductRecorded p => $"Keepa's record of {InspectionJson.Instant(p.AsOf)} was taken in{(p.Offers is null ? "" : ", with offers")}{(p.BuyBox is null ? "" : ", with the buy box")}.",
        DealEvent.ProductConfirmed => "Keepa had nothing newer.",
        DealEvent.Appraised a => string.Create(CultureInfo.InvariantCulture, $"The stored record was appraised again, by version {a.Appraisal.Version} of the rules."),
        DealEvent.SellerRecorded s => $"The seller {s.Seller.SellerId} is known.",
        DealEvent.AnalysisRecorded a => $"The analysis says {a.Analysis.State.ToString().ToLowerInvariant()}: {a.Analysis.Reason}",
        DealEvent.AttemptFailed f => $"An attempt failed{(f.IsShared ? " together with others" : "")}: {f.Error}",
        DealEvent.Suspended s => $"It was set aside: {s.Error}",
        DealEvent.Released => "It is processed again.",
        DealEvent.SentBack => "It has the maximum age and goes back to processing.",
        DealEvent.WatchChanged w => w.On ? "A person watches it." : "Nobody watches it any more.",
        DealEvent.FoundGone => "A look found it gone.",
        DealEvent.Retired r => r.Cause == RetirementCause.Gone ? "It was found gone often enough and is retired." : "A person retired it.",
        _ => e.GetType().Name,
    };
}
