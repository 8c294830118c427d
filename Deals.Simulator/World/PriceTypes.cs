namespace Deals.Simulator.World;

/// <summary>What holds for Keepa's price types by their number.</summary>
internal static class PriceTypes
{
    public const int Amazon = 0;
    public const int New = 1;
    public const int Used = 2;
    public const int Rank = 3;
    public const int NewByMerchant = 7;
    public const int Lightning = 8;
    public const int Warehouse = 9;
    public const int NewByAmazon = 10;
    public const int NewOffers = 11;
    public const int UsedOffers = 12;
    public const int BuyBox = 18;
    public const int UsedBuyBox = 32;
    public const int Count = 36;

    /// <summary>Whether its histories are triples with the shipping.</summary>
    public static bool HasShipping(int type) => type is 7 or (>= 18 and <= 29) or 32;

    /// <summary>Whether it is a price, which can be out of stock.</summary>
    public static bool IsPrice(int type) => type is 0 or 1 or 2 or (>= 4 and <= 10) or (>= 18 and <= 33);
}
