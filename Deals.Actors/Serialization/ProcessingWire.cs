using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Sellers on the wire and in the journal.</summary>
internal static class ProcessingWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("sa-c", Proto.AskSeller.Parser,
            (AskSeller c) => new Proto.AskSeller { Domain = c.Domain.Number, Seller = c.Seller.Value, For = c.For.ToString() },
            p => new AskSeller(AmazonDomain.FromNumber(p.Domain), SellerId.Parse(p.Seller), DealId.Parse(p.For))),
        WireType.Of("sv-c", Proto.SellerArrived.Parser,
            (SellerArrived c) => new Proto.SellerArrived
            {
                Domain = c.Domain.Number,
                Seller = c.Seller.Value,
                Facts = c.Facts is null ? null : FactsWire.To(c.Facts),
                AsOf = c.AsOf.ToWire(),
                At = c.At.ToWire(),
            },
            p => new SellerArrived(
                AmazonDomain.FromNumber(p.Domain), SellerId.Parse(p.Seller), p.Facts is null ? null : FactsWire.From(p.Facts), p.AsOf.ToInstant(), p.At.ToInstant())),
        WireType.Of("sl-e", Proto.SellerLearned.Parser,
            (SellerLearned e) => new Proto.SellerLearned { Facts = e.Facts is null ? null : FactsWire.To(e.Facts), AsOf = e.AsOf.ToWire(), At = e.At.ToWire() },
            p => new SellerLearned(p.Facts is null ? null : FactsWire.From(p.Facts), p.AsOf.ToInstant(), p.At.ToInstant())),
    ];
}
