using Deals.Actors.Deals;

namespace Deals.Actors.Freshness;

/// <summary>How the price of a look is found, and for whom.</summary>
/// <param name="Policy">What follows from it.</param>
/// <param name="Settings">How it follows demand and backlog.</param>
/// <param name="Importance">How much deals count.</param>
public sealed record RefreshPricing(PricedPolicy Policy, PriceSettings Settings, ImportanceSettings Importance);
