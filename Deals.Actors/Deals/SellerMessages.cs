using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Deals;

/// <summary>A deal wants to know a seller; the answer is <see cref="DealCommand.RecordSeller"/> to the deal, at once or once it is bought.</summary>
/// <param name="Domain">The marketplace.</param>
/// <param name="Seller">Who.</param>
/// <param name="For">The deal.</param>
public sealed record AskSeller(AmazonDomain Domain, SellerId Seller, DealId For) : ISellerMessage;

/// <summary>Anything that is addressed to one seller; the region finds the seller by marketplace and id.</summary>
public interface ISellerMessage : IDealsWire
{
    /// <summary>The marketplace.</summary>
    AmazonDomain Domain { get; }

    /// <summary>Who.</summary>
    SellerId Seller { get; }
}
