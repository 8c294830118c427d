using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>One seller as Keepa's /seller tells it: every value is present and meant, or absent.</summary>
public sealed record SellerRecord
{
    /// <summary>Who.</summary>
    public required SellerId SellerId { get; init; }

    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The name that buyers see.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the business.</summary>
    public string? BusinessName { get; init; }

    /// <summary>Positive ratings, percent 0-100.</summary>
    public int? RatingPercent { get; init; }

    /// <summary>Ratings in all.</summary>
    public int? RatingCount { get; init; }

    /// <summary>Keepa's last look at the seller.</summary>
    public DateTimeOffset? LastUpdate { get; init; }

    /// <summary>Since when Keepa knows the seller.</summary>
    public DateTimeOffset? TrackedSince { get; init; }

    /// <summary>Whether goods ship from China.</summary>
    public bool? ShipsFromChina { get; init; }

    /// <summary>Whether Amazon ships some of the goods.</summary>
    public bool? HasFba { get; init; }

    /// <summary>The two-letter country of the business address, its last line.</summary>
    public string? AddressCountry { get; init; }

    /// <summary>Positive ratings over time, percent 0-100.</summary>
    public ImmutableArray<HistoryPoint> RatingHistory { get; init; } = [];

    /// <summary>Number of ratings over time.</summary>
    public ImmutableArray<HistoryPoint> RatingCountHistory { get; init; } = [];
}

/// <summary>A seller that could not be read or was not asked for, set aside so that the others go on.</summary>
/// <param name="SellerId">What it gave as id.</param>
/// <param name="Reason">What was wrong with it and what was expected.</param>
public sealed record RejectedSeller(string SellerId, string Reason);
