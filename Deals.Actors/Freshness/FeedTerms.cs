namespace Deals.Actors.Freshness;

/// <summary>How often a feed is read at a price, and what that tells of its deals.</summary>
/// <param name="FullEvery">From one full pass to the next, domain time.</param>
/// <param name="HeadEvery">From one pass to the head pass after it, domain time.</param>
/// <param name="Worth">What a full pass at that distance is worth at the margin, weight x days of freshness a token.</param>
/// <param name="Told">What head passes tell of the feed's deals.</param>
public sealed record FeedTerms(TimeSpan FullEvery, TimeSpan HeadEvery, double Worth, Signals Told);
