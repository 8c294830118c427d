using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Processing;

/// <summary>What Keepa said of a seller, from the gateway that asked.</summary>
/// <param name="Domain">The marketplace.</param>
/// <param name="Seller">Who.</param>
/// <param name="Facts">What is known; absent where Keepa knows no such seller.</param>
/// <param name="AsOf">Keepa's last update of it.</param>
/// <param name="At">When it came, domain time.</param>
public sealed record SellerArrived(AmazonDomain Domain, SellerId Seller, SellerFacts? Facts, DateTimeOffset AsOf, DateTimeOffset At) : ISellerMessage;

/// <summary>The seller's record was bought: its event, and its state. Facts are absent where Keepa knows no such seller.</summary>
public sealed record SellerLearned(SellerFacts? Facts, DateTimeOffset AsOf, DateTimeOffset At) : IDealsWire;
