using System.Collections.Immutable;
using Deals.Actors.Deals;

namespace Deals.Actors.Freshness;

/// <summary>On which terms tokens are had now: what every deal compares itself with. The same for all of them.</summary>
/// <param name="Price">λ: what a look has to be worth for a token, in weight x days of freshness.</param>
/// <param name="Bounds">Between which ages a deal is looked at, whatever the price.</param>
/// <param name="Costs">What a look costs by its depth, tokens, as learned.</param>
/// <param name="Priors">What is known of the change rates of root categories.</param>
public sealed record RefreshTerms(double Price, RefreshBounds Bounds, ImmutableArray<double> Costs, ImmutableDictionary<long, RatePrior> Priors)
{
    /// <summary>How many categories are known apart from the others at most.</summary>
    public const int MostPriors = 200;

    /// <summary>What is known of all others.</summary>
    public RatePrior Prior { get; init; } = RatePrior.Default;

    /// <summary>How much deals count.</summary>
    public ImportanceSettings Importance { get; init; } = new();

    /// <summary>How often feeds are read, by their names; a feed that is not among them is read at a fixed share of the refill.</summary>
    public ImmutableDictionary<string, FeedTerms> Feeds { get; init; } = ImmutableDictionary<string, FeedTerms>.Empty;

    /// <summary>What is known of a category.</summary>
    public RatePrior PriorOf(long? category) => category is { } known && Priors.TryGetValue(known, out var prior) ? prior : Prior;

    /// <summary>What a look costs, tokens.</summary>
    public double CostOf(LookDepth depth) => Costs[(int)depth];
}
