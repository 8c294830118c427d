using Deals.Actors.Deals;

namespace Deals.Actors.Freshness;

/// <summary>How much of a product is bought with a look. Who sells it is dear, and tells something else than the price: each deeper group is a choice of its own, with its own tokens, its own
/// age and its own rate of change, and is bought when that is worth the same price λ as the look itself. Pure.</summary>
public static class LookDepths
{
    /// <summary>What the buy box counts of a deal's weight.</summary>
    public const double BuyBoxShare = 0.1;

    /// <summary>What the offers count of a deal's weight.</summary>
    public const double OffersShare = 0.1;

    // Learned costs of two depths may cross for a while.
    private const double LeastExtra = 0.5;

    /// <summary>The group of the buy box, as a deal of its own.</summary>
    /// <param name="weight">The deal's weight.</param>
    /// <param name="offerChangesPerDay">How often its number of offers changes.</param>
    /// <param name="terms">On which terms tokens are had.</param>
    public static RefreshWorth BuyBox(double weight, double offerChangesPerDay, RefreshTerms terms) =>
        new(weight * BuyBoxShare, offerChangesPerDay, Extra(terms, LookDepth.BuyBox, LookDepth.Plain));

    /// <summary>The group of the offers, beyond the buy box that comes with them.</summary>
    public static RefreshWorth Offers(double weight, double offerChangesPerDay, RefreshTerms terms) =>
        new(weight * OffersShare, offerChangesPerDay, Extra(terms, LookDepth.Offers, LookDepth.BuyBox));

    /// <summary>How deep a look is that is made anyway.</summary>
    /// <param name="weight">The deal's weight.</param>
    /// <param name="offerChangesPerDay">How often its number of offers changes.</param>
    /// <param name="buyBoxAge">How old the buy box is; absent where it was never bought.</param>
    /// <param name="offersAge">How old the offers are; absent where they were never bought.</param>
    /// <param name="terms">On which terms tokens are had.</param>
    public static LookDepth Of(double weight, double offerChangesPerDay, TimeSpan? buyBoxAge, TimeSpan? offersAge, RefreshTerms terms)
    {
        var offers = Offers(weight, offerChangesPerDay, terms);
        if (!IsWorth(BuyBox(weight, offerChangesPerDay, terms), buyBoxAge, terms.Price))
            offers = offers with { Cost = Extra(terms, LookDepth.Offers, LookDepth.Plain) };
        else if (!IsWorth(offers, offersAge, terms.Price))
            return LookDepth.BuyBox;
        return IsWorth(offers, offersAge, terms.Price) ? LookDepth.Offers : LookDepth.Plain;
    }

    /// <summary>Tokens that a look costs in the mean for the deeper groups, if each is bought with every look at which it is worth the price.</summary>
    /// <param name="weight">The deal's weight.</param>
    /// <param name="offerChangesPerDay">How often its number of offers changes.</param>
    /// <param name="days">From one look to the next, above 0.</param>
    /// <param name="terms">On which terms tokens are had.</param>
    public static double TokensOfEach(double weight, double offerChangesPerDay, double days, RefreshTerms terms) =>
        Each(BuyBox(weight, offerChangesPerDay, terms), days, terms.Price) + Each(Offers(weight, offerChangesPerDay, terms), days, terms.Price);

    // It comes with every look, or with every second, third, ... look, until its age is worth the price.
    private static double Each(RefreshWorth group, double days, double price) => Staleness.ChangesAtGain(price / group.WhenStale) / group.ChangesPerDay is var own && double.IsFinite(own)
        ? group.Cost / Math.Max(1, Math.Ceiling(own / days))
        : 0;

    private static bool IsWorth(RefreshWorth group, TimeSpan? age, double price) => (age is { } known ? group.At(known) : group.WhenStale) >= price;

    private static double Extra(RefreshTerms terms, LookDepth with, LookDepth without) => Math.Max(LeastExtra, terms.CostOf(with) - terms.CostOf(without));
}
