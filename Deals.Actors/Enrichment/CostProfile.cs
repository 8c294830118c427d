namespace Deals.Actors.Enrichment;

/// <summary>What buying and selling costs in one marketplace. Amounts are minor units of its currency; percentages are numbers such as 15.</summary>
public sealed record CostProfile
{
    /// <summary>A marketplace of which nothing is known: no ceiling and no default fee, so that what needs them is absent.</summary>
    public static readonly CostProfile Unknown = new();

    /// <summary>The United States: list prices of at most USD 1,500, and 5.50 and 15 % where Keepa does not know the fees.</summary>
    public static readonly CostProfile UnitedStates = new() { ListPriceCap = 150_000, DefaultFees = new DefaultFees(550, 15) };

    /// <summary>Tax on price and shipping of what is bought, 0 to 100 percent.</summary>
    public decimal TaxPercent { get; init; }

    /// <summary>Preparing one item, 0 or more.</summary>
    public long Prep { get; init; }

    /// <summary>Shipping of an offer that Amazon ships, 0 or more.</summary>
    public long ShippingByAmazon { get; init; }

    /// <summary>What is to be earned of a price at the least, 0 to below 100 percent of it.</summary>
    public decimal MarkupPercent { get; init; }

    /// <summary>The highest list price that is believed, above 0; absent for no list price at all.</summary>
    public long? ListPriceCap { get; init; }

    /// <summary>The fees where Keepa does not know them; absent for none, so that what needs them is absent.</summary>
    public DefaultFees? DefaultFees { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Check(TaxPercent is >= 0 and <= 100, nameof(TaxPercent), TaxPercent, "0 to 100");
        Check(Prep is >= 0 and <= int.MaxValue, nameof(Prep), Prep, "0 to 2147483647");
        Check(ShippingByAmazon is >= 0 and <= int.MaxValue, nameof(ShippingByAmazon), ShippingByAmazon, "0 to 2147483647");
        Check(MarkupPercent is >= 0 and < 100, nameof(MarkupPercent), MarkupPercent, "0 to below 100");
        Check(ListPriceCap is null or > 0, nameof(ListPriceCap), ListPriceCap, "more than 0");
        Check(DefaultFees is null or { PickAndPack: >= 0 and <= int.MaxValue, ReferralPercent: >= 0 and < 100 }, nameof(DefaultFees), DefaultFees, "0 to 2147483647, and 0 to below 100 percent");
    }

    private static void Check(bool holds, string name, object? value, string expected)
    {
        if (!holds)
            throw new ArgumentException($"{name} is {value}: {expected} was expected.", name);
    }
}

/// <summary>Fees that stand in where Keepa does not know a product's.</summary>
/// <param name="PickAndPack">Fulfilment by Amazon, minor units.</param>
/// <param name="ReferralPercent">Percent of the price.</param>
public sealed record DefaultFees(long PickAndPack, decimal ReferralPercent);
