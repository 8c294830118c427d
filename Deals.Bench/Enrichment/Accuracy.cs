using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Bench.Reporting;

namespace Deals.Bench.Enrichment;

/// <summary>A product with what the production reads and says of it.</summary>
internal sealed record Evaluated(KnownProduct Product, ProductRecord Record, ProductAnalysis Analysis)
{
    /// <summary>Through the production's decoder and analysis, with the default settings.</summary>
    /// <exception cref="InvalidDataException">The decoder refuses the body.</exception>
    public static Evaluated Of(KnownProduct product)
    {
        var record = ProductDecoder.Decode(AmazonDomain.Us, product.Body, out var reason) ?? throw new InvalidDataException($"{product.Key} cannot be read: {reason}");
        var analysis = ProductAnalysis.TryOf(record, PriceType.Used, AnalysisSettings.Default, out var absence) ?? throw new InvalidDataException($"{product.Key} cannot be analysed: {absence}");
        return new Evaluated(product, record, analysis);
    }
}

/// <summary>How right the production is in one world, beside the naive rules.</summary>
/// <param name="world">In the report.</param>
/// <param name="minTrust">The trust from which ours lists a deal.</param>
internal sealed class Accuracy(string world, decimal minTrust)
{
    private const double Whole = 100;
    private const double MostFalseAtAverage = 10;

    // Who lists a third of what another does has another list, not a better rule for the same one.
    private const double LeastListed = 1d / 3;
    private const int SlowYear = 20;
    private const int FastYear = 100;
    private static readonly decimal?[] OtherTrusts = [null, 0.3m, 0.7m, 0.9m];
    private static readonly AnalysisSettings NeverMode = AnalysisSettings.Default with { SalesOfMode = int.MaxValue };
    private readonly Lock _gate = new();
    private readonly ListingRule _ours = ListingRule.Ours(minTrust);

    private readonly IReadOnlyList<ListingRule> _more =
    [
        .. OtherTrusts.Where(t => t != minTrust).Select(ListingRule.Ours),
        ListingRule.Cautious(minTrust),
        ListingRule.Ours("never the mode", minTrust, NeverMode),
        ListingRule.Ours("the median of all sales", minTrust, NeverMode with { SalesOfPeak = int.MaxValue }),
        .. ListingRule.AllNaive.Select(r => r.Where(minTrust)),
    ];

    private readonly Dictionary<string, Score> _scores = new(StringComparer.Ordinal);

    /// <summary>Ours at the trust filter.</summary>
    public Score Ours => ScoreOf(_ours.Name);

    /// <summary>Takes in one product.</summary>
    public void Add(Evaluated it)
    {
        var answers = ((ListingRule[])[_ours, .. ListingRule.AllNaive, .. _more]).ToDictionary(static rule => rule.Name, rule => rule.Of(it.Record, it.Analysis));
        lock (_gate)
        {
            foreach (var (rule, answer) in answers)
                ScoreOf(rule).Add(it.Product.Truth, answer);
            foreach (var part in PartsOf(it))
            {
                foreach (var rule in new[] { _ours.Name, ListingRule.YearAverage.Name })
                    ScoreOf($"{rule}: {part}").Add(it.Product.Truth, answers[rule]);
            }
        }
    }

    /// <summary>Ours and the naive rules with all figures, then ours by trust and both by kind of product with the figures that differ.</summary>
    public IEnumerable<BenchRow> Rows()
    {
        string[] whole = [_ours.Name, .. ListingRule.AllNaive.Select(static r => r.Name)];
        foreach (var name in whole)
            yield return new BenchRow($"{world}: {name}", ScoreOf(name).Figures());
        foreach (var name in _more.Select(static r => r.Name).Concat(_scores.Keys.Where(static k => k.Contains(": part ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)))
            yield return new BenchRow($"{world}: {name}", ScoreOf(name).Brief());
    }

    /// <summary>Ours lists fewer false profits than each naive rule that lists about as much, and hardly any that are profits at the one-year average too.</summary>
    public IEnumerable<Bar> Bars()
    {
        // Whoever lists nothing lists nothing false, and is no use.
        foreach (var (name, naive) in ListingRule.AllNaive.Select(r => (r.Name, ScoreOf(r.Name))).Where(r => r.Item2.Listed >= LeastListed * Ours.Listed))
        {
            var (ours, theirs) = (Math.Round(Ours.FalseProfits ?? Whole, 2), Math.Round(naive.FalseProfits ?? 0, 2));
            yield return new Bar($"{world}: false profits, % of the listed, against {name}", ours, FormattableString.Invariant($"< {theirs:0.##}"), ours < theirs);
        }

        yield return Bar.AtMost($"{world}: false profits, % of those that are profits at the one-year average too", Math.Round(ScoreOf(ListingRule.Cautious(minTrust).Name).FalseProfits ?? Whole, 2), MostFalseAtAverage);
    }

    private static IEnumerable<string> PartsOf(Evaluated it)
    {
        yield return it.Product.Truth.Peak is null ? "part without a season" : "part with a season";
        var year = it.Product.Truth.Sales.Count(s => s.At > KeepaTime.FromInstant(it.Analysis.AsOf.AddYears(-1)));
        yield return year < SlowYear ? "part of 0 to 19 sales a year" : year < FastYear ? "part of 20 to 99 sales a year" : "part of 100 sales a year and more";
        yield return $"part by {it.Analysis.ListPrice.Evidence.Rule.Name.Split(',')[0]}";
    }

    private Score ScoreOf(string name) => _scores.TryGetValue(name, out var score) ? score : _scores[name] = new Score();
}
