using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Freshness;

/// <summary>What there is to know about a deal to say when it is looked at again; made from the deal itself and from its row alike, so that both come to
/// the same time.</summary>
/// <param name="LookedAt">The last look at the product.</param>
/// <param name="SeenAt">When what is shown of it last held; not before the look.</param>
/// <param name="Priority">Its priority, 1-5.</param>
/// <param name="IsWatched">Whether a person watches it.</param>
/// <param name="Pace">How often it changes, as far as that was seen.</param>
/// <param name="Category">Its root category.</param>
public sealed record RefreshSubject(DateTimeOffset LookedAt, DateTimeOffset SeenAt, int Priority, bool IsWatched, Pace? Pace, long? Category)
{
    /// <summary>The deal's own noise, 0-1: deals that were found together are not all looked at together.</summary>
    public double Spread { get; init; }

    /// <summary>How often its number of offers changes a day, learned; absent before its first look.</summary>
    public double? OfferRate { get; init; }

    /// <summary>The feed that showed it first; absent where none did.</summary>
    public string? Feed { get; init; }
    /// <summary>The kind of tracking that would follow its price.</summary>
    public TrackingKind Tracking { get; init; }

    /// <summary>What of it counts for its importance.</summary>
    public ImportanceFacts Facts { get; init; } = new();

    /// <summary>Changes a day, and how well that is known.</summary>
    public RateEstimate Rate(RefreshTerms terms) => Pace?.Estimate ?? ChangeRate.Unseen.Under(terms.PriorOf(Category));

    /// <summary>What a look at it is worth, if nothing but looks tells how it is.</summary>
    public RefreshWorth Worth(RefreshTerms terms) =>
        new(Importance.Of(Facts, terms.Importance).Weight, Rate(terms).PerDay, terms.CostOf(IsWatched ? LookDepth.Offers : LookDepth.Plain));

    /// <summary>How often its number of offers changes a day; as its price, where that is not known.</summary>
    public double OfferChanges(RefreshTerms terms) => OfferRate ?? Rate(terms).PerDay;

    /// <summary>Tokens that a look costs in the mean for what is bought with it; none for a watched deal, of which all is bought anyway.</summary>
    /// <param name="terms">On which terms tokens are had.</param>
    /// <param name="days">From one look to the next.</param>
    public double DeeperTokens(RefreshTerms terms, double days) => IsWatched ? 0 : LookDepths.TokensOfEach(Worth(terms).Weight, OfferChanges(terms), days, terms);


    /// <summary>What a look at it is worth, where its feed tells a part of its changes.</summary>
    public RefreshWorth WorthBesideFeed(RefreshTerms terms) => Told(terms).On(Worth(terms));

    /// <summary>What its feed tells of its changes.</summary>
    public Signals Told(RefreshTerms terms) => Feed is not null && terms.Feeds.TryGetValue(Feed, out var feed) ? feed.Told : Signals.None;
}
