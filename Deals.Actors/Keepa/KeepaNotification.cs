using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>What Keepa pushes when a tracking has something to tell: the product's values when the notification was made. Source: Keepa's documentation, Notification Object, and Keepa's
/// Java client, structs/Notification; no recording of one is public.</summary>
public sealed record KeepaNotification
{
    /// <summary>The product.</summary>
    public required Asin Asin { get; init; }

    /// <summary>The marketplace of which it tells.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The main marketplace of the tracking.</summary>
    public required AmazonDomain MainDomain { get; init; }

    /// <summary>When it was made; its values held then.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The price type that triggered it, where this version knows it.</summary>
    public PriceType? Type { get; init; }

    /// <summary>Whether it tells that the tracking has ended, and nothing of the product.</summary>
    public bool HasExpired { get; init; }

    /// <summary>The product's title; may contain HTML in rare cases.</summary>
    public string? Title { get; init; }

    /// <summary>File name of the main image.</summary>
    public string? Image { get; init; }

    /// <summary>The values, ascending by price type; a type of which Keepa has no data is not among them.</summary>
    public ImmutableArray<NotifiedValue> Values { get; init; } = [];

    /// <summary>The least kind of tracking that it can come from: what that does not follow may be of any age.</summary>
    public TrackingKind Kind => Type is null ? TrackingKind.Regular : TrackingTariff.KindFor(Type);

    /// <summary>Whether its prices are in the currency of <see cref="Domain"/>. Where the tracking's main marketplace has another, Keepa's two descriptions disagree.</summary>
    public bool HasOwnCurrency => Domain.Currency == MainDomain.Currency;
}

/// <summary>A value at the time of a notification.</summary>
/// <param name="Type">Of what.</param>
/// <param name="Value">The value; absent where there was no offer.</param>
public sealed record NotifiedValue(PriceType Type, long? Value);
