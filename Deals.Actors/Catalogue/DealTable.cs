using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using LinqToDB;
using LinqToDB.Mapping;

namespace Deals.Actors.Catalogue;

/// <summary>A row as the database has it. Every number, instant and ratio is a 64-bit integer: instants in ticks of 100 ns (UTC), ratios in millionths,
/// so that they compare as what they are.</summary>
internal sealed class DealTable
{
    private const decimal Millionths = 1_000_000;

    [PrimaryKey, NotNull, DataType(DataType.VarChar)] public string Id { get; set; } = "";
    [Column] public long Domain { get; set; }
    [Column, NotNull] public string Asin { get; set; } = "";
    [Column] public string? Title { get; set; }

    /// <summary>Title and ASIN in lower case, for searching.</summary>
    [Column, NotNull] public string Search { get; set; } = "";
    [Column, NotNull] public string Status { get; set; } = "";
    [Column] public long? Price { get; set; }
    [Column, NotNull] public string PriceType { get; set; } = "";
    [Column] public long Range { get; set; }
    [Column, NotNull] public string Currency { get; set; } = "";
    [Column] public long? Rank { get; set; }
    [Column] public long? BelowAverage { get; set; }
    [Column] public long? Profit { get; set; }
    [Column] public long? AverageProfit { get; set; }
    [Column] public long? Roi { get; set; }
    [Column] public long? Trust { get; set; }
    [Column] public string? Unlisted { get; set; }
    [Column] public long? AppraisalVersion { get; set; }
    [Column] public string? AppraisalSettings { get; set; }
    [Column] public long? Importance { get; set; }
    [Column] public long? ChangeRate { get; set; }
    [Column] public long CheckedAt { get; set; }
    [Column] public long ChangedAt { get; set; }
    [Column] public long? ListingAsOf { get; set; }
    [Column] public long? ProductAsOf { get; set; }
    [Column] public long? SellerAsOf { get; set; }
    [Column] public long? AnalysedAt { get; set; }
    [Column] public string? AnalysisState { get; set; }
    [Column] public string? AnalysisReason { get; set; }
    [Column] public long? AnalysisCause { get; set; }
    [Column] public long? AnalysisToldAt { get; set; }
    [Column] public long? AnalysisAsOf { get; set; }
    [Column] public long? AnalysisDue { get; set; }
    [Column] public string? AnalysisKey { get; set; }
    [Column] public long? AnalysedPrice { get; set; }
    [Column] public long? AnalysedType { get; set; }
    [Column] public long? NextDue { get; set; }
    [Column] public string? Lane { get; set; }
    [Column] public long? SoftDeadline { get; set; }
    [Column] public long? DueReason { get; set; }
    [Column] public long? Priority { get; set; }
    [Column] public long Cycle { get; set; }
    [Column] public long? LookedAt { get; set; }
    [Column] public long? GoneAt { get; set; }
    [Column] public bool IsWatched { get; set; }
    [Column] public long Attempts { get; set; }
    [Column] public string? LastError { get; set; }
    [Column] public long? Drops30 { get; set; }
    [Column] public long? Category { get; set; }
    [Column] public long? MonthlySold { get; set; }

    /// <summary>The evidence of the change rate and its prior, in millionths of changes and of days.</summary>
    [Column] public long? PaceChanges { get; set; }
    [Column] public long? PaceDays { get; set; }
    [Column] public long? PriorChanges { get; set; }
    [Column] public long? PriorDays { get; set; }
    [Column] public long? PaceUntil { get; set; }
    [Column] public long? OfferRate { get; set; }

    /// <summary>Whether due and soft deadline are those of a later price than the deal's last event: the journal does not know them.</summary>
    [Column] public bool IsReplanned { get; set; }
    [Column] public long DiscoveredAt { get; set; }

    /// <summary>Names between bars: <c>|us-used|books|</c>. A feed's name has no bar.</summary>
    [Column, NotNull] public string Feeds { get; set; } = "";
    [Column] public long Version { get; set; }

    public static DealTable From(CatalogueRow row) => new()
    {
        Id = row.Id,
        Domain = row.Domain,
        Asin = row.Asin,
        Title = row.Title,
        Search = $"{row.Title} {row.Asin}".ToLowerInvariant(),
        Status = row.Status,
        Price = row.Price,
        PriceType = row.PriceType,
        Range = (int)row.Range,
        Currency = row.Currency,
        Rank = row.Rank,
        BelowAverage = ToMillionths(row.BelowAverage),
        Profit = row.Profit,
        AverageProfit = row.AverageProfit,
        Roi = ToMillionths(row.Roi),
        Trust = ToMillionths(row.Trust),
        Unlisted = row.Unlisted,
        AppraisalVersion = row.AppraisalVersion,
        AppraisalSettings = row.AppraisalSettings,
        Importance = ToMillionths(row.Importance),
        ChangeRate = ToMillionths(row.ChangeRate),
        CheckedAt = row.CheckedAt.UtcTicks,
        ChangedAt = row.ChangedAt.UtcTicks,
        ListingAsOf = row.ListingAsOf?.UtcTicks,
        ProductAsOf = row.ProductAsOf?.UtcTicks,
        SellerAsOf = row.SellerAsOf?.UtcTicks,
        AnalysedAt = row.AnalysedAt?.UtcTicks,
        AnalysisState = row.AnalysisState,
        AnalysisReason = row.AnalysisReason,
        AnalysisCause = (long?)row.AnalysisCause,
        AnalysisToldAt = row.AnalysisToldAt?.UtcTicks,
        AnalysisAsOf = row.AnalysisAsOf?.UtcTicks,
        AnalysisDue = row.AnalysisDue?.UtcTicks,
        AnalysisKey = row.AnalysisKey,
        AnalysedPrice = row.AnalysedPrice,
        AnalysedType = row.AnalysedType?.Index,
        NextDue = row.NextDue?.UtcTicks,
        Lane = row.Lane,
        SoftDeadline = row.Next?.SoftDeadline.UtcTicks,
        DueReason = (long?)row.Next?.Reason,
        Priority = row.Next?.Priority,
        Cycle = row.Cycle,
        LookedAt = row.LookedAt?.UtcTicks,
        GoneAt = row.GoneAt?.UtcTicks,
        IsWatched = row.IsWatched,
        Attempts = row.Attempts,
        LastError = row.LastError,
        Drops30 = row.Drops30,
        Category = row.Category,
        MonthlySold = row.MonthlySold,
        PaceChanges = ToMillionths(row.Pace?.Seen.Changes),
        PaceDays = ToMillionths(row.Pace?.Seen.Days),
        PriorChanges = ToMillionths(row.Pace?.Prior.Shape),
        PriorDays = ToMillionths(row.Pace?.Prior.Days),
        PaceUntil = row.Pace?.Until.UtcTicks,
        OfferRate = ToMillionths(row.OfferRate),
        IsReplanned = row.IsReplanned,
        DiscoveredAt = row.DiscoveredAt.UtcTicks,
        Feeds = BarOf(row.Feeds),
        Version = row.Version,
    };

    public CatalogueRow ToRow() => new()
    {
        Id = Id,
        Domain = (int)Domain,
        Asin = Asin,
        Title = Title,
        Status = Status,
        Price = Price,
        PriceType = PriceType,
        Range = (DateRange)Range,
        Currency = Currency,
        Rank = Rank,
        BelowAverage = BelowAverage / Millionths,
        Profit = Profit,
        AverageProfit = AverageProfit,
        Roi = Roi / Millionths,
        Trust = Trust / Millionths,
        Unlisted = Unlisted,
        AppraisalVersion = (int?)AppraisalVersion,
        AppraisalSettings = AppraisalSettings,
        CheckedAt = Instant(CheckedAt),
        ChangedAt = Instant(ChangedAt),
        ListingAsOf = InstantOrNone(ListingAsOf),
        ProductAsOf = InstantOrNone(ProductAsOf),
        SellerAsOf = InstantOrNone(SellerAsOf),
        AnalysedAt = InstantOrNone(AnalysedAt),
        AnalysisState = AnalysisState,
        AnalysisReason = AnalysisReason,
        AnalysisCause = (UnverifiedCause?)AnalysisCause,
        AnalysisToldAt = InstantOrNone(AnalysisToldAt),
        AnalysisAsOf = InstantOrNone(AnalysisAsOf),
        AnalysisDue = InstantOrNone(AnalysisDue),
        AnalysisKey = AnalysisKey,
        AnalysedPrice = AnalysedPrice,
        AnalysedType = AnalysedType is { } type ? Keepa.PriceType.FromIndex((int)type) : null,
        Next = ToSchedule(),
        Cycle = Cycle,
        LookedAt = InstantOrNone(LookedAt),
        GoneAt = InstantOrNone(GoneAt),
        IsWatched = IsWatched,
        Attempts = (int)Attempts,
        LastError = LastError,
        Drops30 = (int?)Drops30,
        Category = Category,
        MonthlySold = (int?)MonthlySold,
        Pace = ToPace(),
        OfferRate = OfferRate is { } rate ? FromMillionths(rate) : null,
        IsReplanned = IsReplanned,
        DiscoveredAt = Instant(DiscoveredAt),
        Feeds = FeedsOf(Feeds),
        Version = Version,
    };

    /// <summary>Every column's value that follows from the journal, in a fixed order, for comparing and hashing. When a deal is due for its age follows from the
    /// price of the moment too: <paramref name="withPlan"/> says whether it is among them.</summary>
    public object?[] Values(bool withPlan) =>
    [
        Id, Domain, Asin, Title, Search, Status, Price, PriceType, Range, Currency, Rank, BelowAverage, Profit, AverageProfit, Roi, Trust, Unlisted, AppraisalVersion, AppraisalSettings, Importance, ChangeRate, CheckedAt,
        ChangedAt, ListingAsOf, ProductAsOf, SellerAsOf, AnalysedAt, AnalysisState, AnalysisReason, AnalysisCause, AnalysisToldAt, AnalysisAsOf, AnalysisDue, AnalysisKey, AnalysedPrice, AnalysedType, withPlan ? NextDue : null, Lane, withPlan ? SoftDeadline : null, DueReason, Priority, Cycle,
        LookedAt, GoneAt, IsWatched ? 1L : 0L, Attempts, LastError, Drops30, Category, MonthlySold,
        PaceChanges, PaceDays, PriorChanges, PriorDays, PaceUntil, OfferRate, DiscoveredAt,
        Feeds, Version,
    ];

    /// <summary>The future wake, where there is one.</summary>
    public Schedule? ToSchedule() => NextDue is { } due && Enum.TryParse<Budget.Lane>(Lane, ignoreCase: true, out var lane)
        ? new Schedule(lane, Instant(due), Instant(SoftDeadline ?? due), (Deals.DueReason)(DueReason ?? 0), (int)(Priority ?? Schedule.FirstPriority))
        : null;

    private Pace? ToPace() => PaceUntil is { } until
        ? new Pace(new ChangeRate(FromMillionths(PaceChanges), FromMillionths(PaceDays)), new RatePrior(FromMillionths(PriorChanges), FromMillionths(PriorDays)), Instant(until))
        : null;

    /// <summary>Names as the column has them.</summary>
    public static string BarOf(IEnumerable<string> feeds) => "|" + string.Concat(feeds.Select(f => f + "|"));

    /// <summary>Names from the column.</summary>
    public static string[] FeedsOf(string bar) => bar.Split('|', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A ratio as the column has it.</summary>
    public static long? ToMillionths(decimal? ratio) => ratio is { } r ? (long)Math.Round(r * Millionths, MidpointRounding.AwayFromZero) : null;

    private static long? ToMillionths(double? number) => number is { } n ? (long)Math.Round(n * (double)Millionths) : null;

    private static double FromMillionths(long? column) => (column ?? 0) / (double)Millionths;

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? InstantOrNone(long? ticks) => ticks is { } t ? Instant(t) : null;
}

/// <summary>How far the projection has come, and from which journal.</summary>
internal sealed class ProjectionTable
{
    [PrimaryKey, NotNull] public string Name { get; set; } = "";
    [Column, NotNull] public string JournalId { get; set; } = "";
    [Column] public long Position { get; set; }
    [Column] public long SchemaVersion { get; set; }
}

/// <summary>Events that no row could be made of, with the reason; their neighbours went on.</summary>
internal sealed class SetAsideTable
{
    [PrimaryKey] public long Position { get; set; }
    [Column, NotNull] public string PersistenceId { get; set; } = "";
    [Column] public long SequenceNr { get; set; }
    [Column, NotNull] public string Reason { get; set; } = "";
}
