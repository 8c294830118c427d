using Deals.Actors.Freshness;

namespace Deals.Actors.Deals;

/// <summary>How often the price of a deal's type changes, as far as it was seen, and what was assumed of its like. Each change is counted once: what a
/// sighting has told is not counted again from the product's history.</summary>
/// <param name="Seen">The evidence.</param>
/// <param name="Prior">What was known of its category when the evidence was last added to.</param>
/// <param name="Until">Up to when changes are accounted for, by Keepa's clock.</param>
public sealed record Pace(ChangeRate Seen, RatePrior Prior, DateTimeOffset Until)
{
    /// <summary>In how many days evidence loses half of its weight: markets change.</summary>
    public const double HalfLifeDays = 60;

    /// <summary>The rate, and how well it is known.</summary>
    public RateEstimate Estimate => Seen.Under(Prior);

    /// <summary>The rate as a row keeps it.</summary>
    public double PerDay => Math.Round(Estimate.PerDay, Digits);

    /// <summary>Nothing was seen before an instant.</summary>
    public static Pace From(DateTimeOffset instant, RatePrior prior) => new(ChangeRate.Unseen, prior, instant);

    /// <summary>The product's history came in, in which every change stands.</summary>
    /// <param name="moves">When the price changed.</param>
    /// <param name="until">Keepa's last update of the product.</param>
    /// <param name="prior">What is known of its category.</param>
    public Pace Counted(PriceMoves moves, DateTimeOffset until, RatePrior prior)
    {
        var from = moves.Since > Until ? moves.Since : Until;
        return until <= from
            ? this
            : new Pace(Rounded(Faded(until).Counted(moves.At.Count(at => at > from && at <= until), (until - from).TotalDays)), Rounded(prior), until);
    }

    /// <summary>A row came in, which only tells whether the price is another one.</summary>
    public Pace Sighted(bool changed, DateTimeOffset asOf, RatePrior prior) => asOf <= Until
        ? this
        : new Pace(Rounded(Faded(asOf).Looked(changed, (asOf - Until).TotalDays, prior)), Rounded(prior), asOf);

    /// <summary>Keepa pushed a notification. It does so because something changed, and not at a moment of our choice: a change that it shows is one in the time since, and not "at least one".</summary>
    public Pace Pushed(bool changed, DateTimeOffset asOf, RatePrior prior) => asOf <= Until
        ? this
        : new Pace(Rounded(Faded(asOf).Counted(changed ? 1 : 0, (asOf - Until).TotalDays)), Rounded(prior), asOf);

    // Millionths, as a row keeps them: what is stored and what is read again are the same.
    private const int Digits = 6;

    private static ChangeRate Rounded(ChangeRate seen) => new(Math.Round(seen.Changes, Digits), Math.Round(seen.Days, Digits));

    private static RatePrior Rounded(RatePrior prior) => new(Math.Max(1e-6, Math.Round(prior.Shape, Digits)), Math.Max(1e-6, Math.Round(prior.Days, Digits)));

    private ChangeRate Faded(DateTimeOffset until) => Seen.Faded((until - Until).TotalDays, HalfLifeDays);
}
