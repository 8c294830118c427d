using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Bench.Enrichment;

/// <summary>What a rule says of a product; each absent where it has no answer. Money is in minor units.</summary>
/// <param name="ListPrice">At which it is to be sold.</param>
/// <param name="Average">What it sold for in the last year.</param>
/// <param name="Peak">Its dearest month.</param>
/// <param name="Trough">Its cheapest month.</param>
/// <param name="Profit">What is earned; absent where a fee is assumed, too: such a deal is not listed on its own strength.</param>
internal sealed record Answer(long? ListPrice, long? Average, int? Peak, int? Trough, long? Profit)
{
    /// <summary>The rule says nothing.</summary>
    public static readonly Answer None = new(null, null, null, null, null);

    /// <summary>Whether the deal is listed.</summary>
    public bool IsListed => Profit > 0;
}

/// <summary>A way to find the price at which a deal is to be sold.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Of">What it says of a product.</param>
internal sealed record ListingRule(string Name, Func<ProductRecord, ProductAnalysis, Answer> Of)
{
    private const int RecentDays = 90;
    private static readonly PriceType Type = PriceType.Used;

    /// <summary>The production's, of what is trusted enough.</summary>
    /// <param name="minTrust">The least trust; absent for any, and for products without one.</param>
    public static ListingRule Ours(decimal? minTrust) =>
        new(minTrust is { } least ? FormattableString.Invariant($"ours, trust {least:0.0#} or more") : "ours, any trust and none", (_, analysis) => IsTrusted(analysis, minTrust) ? OursOf(analysis) : Answer.None);

    /// <summary>The production's with other settings: what another choice would give.</summary>
    /// <param name="name">In the report.</param>
    /// <param name="minTrust">The least trust.</param>
    /// <param name="settings">The settings.</param>
    public static ListingRule Ours(string name, decimal minTrust, AnalysisSettings settings) => new(
        FormattableString.Invariant($"ours, {name}, trust {minTrust:0.0#} or more"),
        (record, _) => ProductAnalysis.TryOf(record, Type, settings, out var _) is { } other && IsTrusted(other, minTrust) ? OursOf(other) : Answer.None);

    /// <summary>The production's, of what earns even when it is sold for the one-year average of what was paid.</summary>
    /// <param name="minTrust">The least trust.</param>
    public static ListingRule Cautious(decimal minTrust) => new(
        FormattableString.Invariant($"ours, a profit at the one-year average too, trust {minTrust:0.0#} or more"),
        (_, analysis) => IsTrusted(analysis, minTrust) && Minor(analysis.PriceFree.At(analysis.Price).AverageProfit) > 0 ? OursOf(analysis) : Answer.None);

    /// <summary>The list price is Keepa's mean of the last 90 days, as if the goods were sold at what is asked now.</summary>
    public static readonly ListingRule CurrentAverage = new("naive avg90", static (record, analysis) => Naive(record, analysis, record.Stats?.Of(Type)?.Averages.Days90, isAverage: true));

    /// <summary>The list price is Keepa's mean of a year.</summary>
    public static readonly ListingRule YearAverage = new("naive avg365", static (record, analysis) => Naive(record, analysis, record.Stats?.Of(Type)?.Averages.Days365, isAverage: true));

    /// <summary>The list price is the highest price of the last 90 days.</summary>
    public static readonly ListingRule HighestRecent = new("naive high90", static (record, analysis) => Naive(record, analysis, Highest(record), isAverage: false));

    /// <summary>Those that every bench of this kind knows.</summary>
    public static readonly IReadOnlyList<ListingRule> AllNaive = [CurrentAverage, YearAverage, HighestRecent];

    /// <summary>The same rule for the products that ours trusts.</summary>
    public ListingRule Where(decimal minTrust) => new(FormattableString.Invariant($"{Name}, where trust is {minTrust:0.0#} or more"), (record, analysis) => IsTrusted(analysis, minTrust) ? Of(record, analysis) : Answer.None);

    private static bool IsTrusted(ProductAnalysis analysis, decimal? minTrust) => minTrust is null || (analysis.Trust.TryGet(out var trust) && trust >= minTrust);

    private static Answer OursOf(ProductAnalysis analysis) => new(
        Minor(analysis.ListPrice),
        Minor(analysis.OneYearAverage),
        analysis.Peak.TryGet(out var peak) ? peak.Month : null,
        analysis.Trough.TryGet(out var trough) ? trough.Month : null,
        analysis.Earnings.Profit.Evidence.RestsOnDefaults ? null : Minor(analysis.Earnings.Profit));

    // The months are those of the mean of what was asked.
    private static Answer Naive(ProductRecord record, ProductAnalysis analysis, long? listPrice, bool isAverage)
    {
        var months = AskedByMonth.Of(record.Of(Type), analysis.AsOf);
        var (peak, trough) = months.Count > 1 ? (months.MaxBy(static m => m.Mean).Month, months.MinBy(static m => m.Mean).Month) : (default(int?), default(int?));
        return new Answer(listPrice, isAverage ? listPrice : null, peak, trough, listPrice is { } price ? ProfitAt(analysis, price) : null);
    }

    private static long? ProfitAt(ProductAnalysis analysis, long listPrice)
    {
        var fees = analysis.Fees;
        if (Minor(analysis.Earnings.AllIn) is not { } allIn || Minor(fees.PickAndPack) is not { } pickAndPack || !fees.ReferralPercent.TryGet(out var percent) || Minor(fees.Closing) is not { } closing)
            return null;
        return fees.PickAndPack.Evidence.RestsOnDefaults || fees.ReferralPercent.Evidence.RestsOnDefaults
            ? null
            : listPrice - allIn - pickAndPack - closing - Rounding.PercentOf(listPrice, percent);
    }

    private static long? Highest(ProductRecord record)
    {
        var from = KeepaTime.FromInstant(record.LastUpdate!.Value.AddDays(-RecentDays));
        return record.Of(Type)?.Points.Where(p => p.Minutes > from).Max(static p => p.Value);
    }

    private static long? Minor(Estimate<Money> money) => money.TryGet(out var known) ? known.Minor : null;
}
