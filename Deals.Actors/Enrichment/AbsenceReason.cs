namespace Deals.Actors.Enrichment;

/// <summary>Why a figure is absent. The number is on the wire: another reason is added at the end.</summary>
public enum AbsenceReason
{
    /// <summary>Keepa has no facts of the product.</summary>
    NoData,

    /// <summary>The price type is no price at which one can buy.</summary>
    NotAnOffer,

    /// <summary>There is no price of that type now.</summary>
    NoPrice,

    /// <summary>Keepa's statistics were not asked for, or do not tell.</summary>
    NoStatistics,

    /// <summary>There is no history of the offer count.</summary>
    NoOfferCounts,

    /// <summary>There is no price in the history.</summary>
    NoPriceHistory,

    /// <summary>There is no sales rank in the history.</summary>
    NoRankHistory,

    /// <summary>A history has two values for one minute.</summary>
    ContradictoryHistory,

    /// <summary>Nothing was known in the window.</summary>
    NothingInWindow,

    /// <summary>No offer count fell with a better rank after it.</summary>
    NoSale,

    /// <summary>None did in the last year.</summary>
    NoSaleInYear,

    /// <summary>Too few offer counts fell for a share of them to mean anything.</summary>
    TooFewDrops,

    /// <summary>No two months have enough sales to tell a peak from a trough.</summary>
    NoSeason,

    /// <summary>The settings have no ceiling of a list price in that currency.</summary>
    NoListPriceCap,

    /// <summary>Keepa does not state the fee, and the settings have no default in that currency.</summary>
    NoFee,

    /// <summary>A merchant ships, and nothing tells for how much.</summary>
    ShippingUnknown,

    /// <summary>It would be divided by nothing, or cannot be expressed.</summary>
    NotComputable,
}
