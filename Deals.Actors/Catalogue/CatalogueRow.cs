using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Actors.Catalogue;

/// <summary>One deal in the list: the item of <c>/api/deals</c>, plus what guards it. Amounts are minor units of <see cref="Currency"/>; ratios are
/// fractions; what a later stage computes is absent until then.</summary>
public sealed record CatalogueRow
{
    private static readonly ImportanceSettings Ordinary = new();

    public required string Id { get; init; }

    public required int Domain { get; init; }

    public required string Asin { get; init; }

    public string? Title { get; init; }

    /// <summary>pending_processing, active, suspended or retired.</summary>
    public required string Status { get; init; }

    /// <summary>Current value of <see cref="PriceType"/>, without shipping, in minor units.</summary>
    public long? Price { get; init; }

    /// <summary>Keepa's name of the price type of the feed that found the deal.</summary>
    public required string PriceType { get; init; }

    /// <summary>The feed's date range, over which the average is.</summary>
    public DateRange Range { get; init; } = DateRange.Quarter;

    public required string Currency { get; init; }

    /// <summary>Current sales rank.</summary>
    public long? Rank { get; init; }

    /// <summary>(average - price) / average over the feed's date range, rounded to four digits; positive is cheaper.</summary>
    public decimal? BelowAverage { get; init; }

    public long? Profit { get; init; }

    /// <summary>The profit where it sells for the one-year average.</summary>
    public long? AverageProfit { get; init; }

    public decimal? Roi { get; init; }

    public decimal? Trust { get; init; }

    /// <summary>Why the profit is not listed, in one word; absent where it is, or where nothing was appraised yet.</summary>
    public string? Unlisted { get; init; }

    /// <summary>The version of the rules by which the product was appraised; absent before it was.</summary>
    public int? AppraisalVersion { get; init; }

    /// <summary>The fingerprint of the settings by which it was.</summary>
    public string? AppraisalSettings { get; init; }

    /// <summary>How much its freshness counts, 0-1; see <see cref="Freshness.Importance"/>.</summary>
    public decimal? Importance => AsSubject() is { } subject ? Math.Round((decimal)Freshness.Importance.Of(subject.Facts, Ordinary).Normalised, 4) : null;

    /// <summary>Learned price changes a day.</summary>
    public decimal? ChangeRate => Pace is { } pace ? Math.Round((decimal)pace.Estimate.PerDay, 6) : null;

    /// <summary>What that rests on.</summary>
    public Pace? Pace { get; init; }

    /// <summary>Learned changes of the number of offers a day.</summary>
    public double? OfferRate { get; init; }

    /// <summary>Keepa's id of the root category.</summary>
    public long? Category { get; init; }

    /// <summary>Units sold a month as Amazon states it.</summary>
    public int? MonthlySold { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? ListingAsOf { get; init; }

    public DateTimeOffset? ProductAsOf { get; init; }

    public DateTimeOffset? SellerAsOf { get; init; }

    /// <summary>When the verdict came; absent without one, whatever was told instead.</summary>
    public DateTimeOffset? AnalysedAt { get; init; }

    /// <summary>verified, rejected or unverified; absent until an analysis was made or refused.</summary>
    public string? AnalysisState { get; init; }

    public string? AnalysisReason { get; init; }

    /// <summary>Why there is no verdict; absent where there is one, and before anybody looked.</summary>
    public UnverifiedCause? AnalysisCause { get; init; }

    /// <summary>When the deal was told of its analysis, or why there is none.</summary>
    public DateTimeOffset? AnalysisToldAt { get; init; }

    /// <summary>When the product was as it was analysed.</summary>
    public DateTimeOffset? AnalysisAsOf { get; init; }

    /// <summary>When the deal is to be put to the analyst again; absent where only another input can lead to anything.</summary>
    public DateTimeOffset? AnalysisDue { get; init; }

    /// <summary>Prompt version and model that answered; absent where nobody was asked.</summary>
    public string? AnalysisKey { get; init; }

    /// <summary>The price that was judged, minor units.</summary>
    public long? AnalysedPrice { get; init; }

    /// <summary>The type of that price.</summary>
    public Keepa.PriceType? AnalysedType { get; init; }

    /// <summary>The deal's one future wake: its row of the due index. Absent once it is retired.</summary>
    public Schedule? Next { get; init; }

    /// <summary>Whether the wake was moved since the deal's last word on it, because the price of a look has moved.</summary>
    public bool IsReplanned { get; init; }

    public DateTimeOffset? NextDue => Next?.Due;

    /// <summary>The lane in which it waits next, as people write it.</summary>
    public string? Lane => Next?.Lane.ToString().ToLowerInvariant();

    /// <summary>How often the product was looked at; names the next look.</summary>
    public long Cycle { get; init; }

    /// <summary>When the product was looked at last.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>When it was retired because it was gone.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>Whether a person watches it.</summary>
    public bool IsWatched { get; init; }

    public int Attempts { get; init; }

    public string? LastError { get; init; }

    /// <summary>How often the sales rank fell in 30 days.</summary>
    public int? Drops30 { get; init; }

    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>What there is to know to say when it is looked at again, as the deal itself has it; absent before the first look.</summary>
    public RefreshSubject? AsSubject() => LookedAt is { } looked
        ? new RefreshSubject(looked, ListingAsOf > looked ? ListingAsOf.Value : looked, Next?.Priority ?? Schedule.FirstPriority, IsWatched, Pace, Category)
        {
            Spread = RefreshPolicy.SpreadOf(DealId.Parse(Id)),
            OfferRate = OfferRate,
            Feed = Feeds.Count > 0 ? Feeds[0] : null,
            Tracking = Keepa.PriceType.TryParse(PriceType, out var type) ? Keepa.TrackingTariff.KindFor(type) : default,
            Facts = new ImportanceFacts
            {
                Profit = Profit,
                RankDrops = Drops30 ?? MonthlySold,
                Rank = Rank is <= int.MaxValue and var rank ? (int)rank : null,
                Trust = (double?)Trust,
                IsWatched = IsWatched,
                FoundAgo = looked - DiscoveredAt,
            },
        }
        : null;

    /// <summary>The feeds that showed the deal.</summary>
    public required IReadOnlyList<string> Feeds { get; init; }

    /// <summary>Sequence number of the last event in this row: an older or repeated event changes nothing.</summary>
    public required long Version { get; init; }
}
