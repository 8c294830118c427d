using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>The product, the price type and the settings of one analysis, with the series read once.</summary>
internal sealed class DealSubject
{
    private const int MinutesOfDay = 1440;
    private readonly Dictionary<PriceType, StepSeries?> _series = [];

    public DealSubject(ProductRecord record, PriceMeaning meaning, AnalysisSettings settings)
    {
        (Record, Meaning, Settings) = (record, meaning, settings);
        AsOf = record.LastUpdate ?? throw new ArgumentException("A product without facts has no time.", nameof(record));
        End = KeepaTime.FromInstant(AsOf);
        Costs = settings.CostsOf(record.Domain);
        Price = PriceOf(record.Stats?.Of(meaning.Type));
    }

    public ProductRecord Record { get; }

    public PriceMeaning Meaning { get; }

    public AnalysisSettings Settings { get; }

    public CostProfile Costs { get; }

    /// <summary>When Keepa looked.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>The same in Keepa minutes.</summary>
    public int End { get; }

    /// <summary>The deal's price, as Keepa states it.</summary>
    public Estimate<Money> Price { get; }

    /// <summary>A price type's series; absent where it contradicts itself.</summary>
    public StepSeries? Series(PriceType type)
    {
        if (!_series.TryGetValue(type, out var series))
            _series[type] = series = StepSeries.TryOf(Record.Of(type), End);
        return series;
    }

    public Money Money(long minor) => new(minor, Record.Domain.Currency);

    /// <summary>The minute so many days before the look.</summary>
    public int DaysAgo(int days) => End - (days * MinutesOfDay);

    /// <summary>What Keepa states of the time of the look.</summary>
    public Evidence Told(Rule rule) => Evidence.Told(rule, AsOf);

    /// <summary>What rests on samples of the last days.</summary>
    public Evidence Sampled(Rule rule, int samples, int days, decimal confidence) => new(rule, samples, EvidenceWindow.Before(AsOf, days), confidence, AsOf);

    /// <summary>An amount as Keepa states it; one beyond its own range of prices is none.</summary>
    public static long? Amount(long? told) => told is <= int.MaxValue ? told : null;

    private Estimate<Money> PriceOf(TypeStats? stats) => Amount(stats?.Current) is { } current
        ? Estimate.Known(Money(current), Told(Rules.Statistics))
        : Estimate.Absent<Money>(Record.Stats is null ? AbsenceReason.NoStatistics : AbsenceReason.NoPrice, Told(Rules.Statistics));
}
