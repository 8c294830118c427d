namespace Deals.Actors.Enrichment;

/// <summary>The condition of what a price type sells. Grades have a price of their own; the offers and sales that can be counted are those of their family.</summary>
public enum DealCondition
{
    /// <summary>New.</summary>
    New,

    /// <summary>Used, of any grade.</summary>
    Used,

    /// <summary>Used, like new.</summary>
    UsedLikeNew,

    /// <summary>Used, very good.</summary>
    UsedVeryGood,

    /// <summary>Used, good.</summary>
    UsedGood,

    /// <summary>Used, acceptable.</summary>
    UsedAcceptable,

    /// <summary>Collectible, of any grade.</summary>
    Collectible,

    /// <summary>Collectible, like new.</summary>
    CollectibleLikeNew,

    /// <summary>Collectible, very good.</summary>
    CollectibleVeryGood,

    /// <summary>Collectible, good.</summary>
    CollectibleGood,

    /// <summary>Collectible, acceptable.</summary>
    CollectibleAcceptable,

    /// <summary>Refurbished.</summary>
    Refurbished,
}
