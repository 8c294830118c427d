using System.Runtime.Serialization;
using Deals.Actors.Keepa;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>Keepa's requests on the wire.</summary>
internal static partial class BudgetWire
{
    private static Wire.RequestWire ToWire(KeepaRequest request) => request switch
    {
        KeepaRequest.Token => new Wire.RequestWire { Token = new Wire.TokenRequestWire() },
        KeepaRequest.DealPage page => new Wire.RequestWire
        {
            DealPage = new Wire.DealPageRequestWire { Query = ToWire(page.Query), Page = page.Page },
        },
        KeepaRequest.Products products => new Wire.RequestWire
        {
            Products = new Wire.ProductsRequestWire
            {
                Domain = products.Domain.Number, Asins = { products.Asins.Select(static a => a.Value) }, Shape = ToWire(products.Shape),
            },
        },
        KeepaRequest.ProductsByCode byCode => new Wire.RequestWire
        {
            ProductsByCode = new Wire.ProductsByCodeRequestWire
            {
                Domain = byCode.Domain.Number, Codes = { byCode.Codes }, Shape = ToWire(byCode.Shape), CodeLimit = byCode.CodeLimit,
            },
        },
        KeepaRequest.Sellers sellers => new Wire.RequestWire
        {
            Sellers = new Wire.SellersRequestWire { Domain = sellers.Domain.Number, Ids = { sellers.Ids.Select(static i => i.Value) } },
        },
        _ => throw new SerializationException($"{request.GetType()} has no form on the wire."),
    };

    private static KeepaRequest ToDomain(Wire.RequestWire request) => request.RequestCase switch
    {
        Wire.RequestWire.RequestOneofCase.Token => new KeepaRequest.Token(),
        Wire.RequestWire.RequestOneofCase.DealPage => new KeepaRequest.DealPage(ToDomain(request.DealPage.Query), request.DealPage.Page),
        Wire.RequestWire.RequestOneofCase.Products => new KeepaRequest.Products(
            AmazonDomain.FromNumber(request.Products.Domain), [.. request.Products.Asins.Select(Asin.Parse)], ToDomain(request.Products.Shape)),
        Wire.RequestWire.RequestOneofCase.ProductsByCode => new KeepaRequest.ProductsByCode(
            AmazonDomain.FromNumber(request.ProductsByCode.Domain),
            [.. request.ProductsByCode.Codes],
            ToDomain(request.ProductsByCode.Shape),
            request.ProductsByCode.CodeLimit),
        Wire.RequestWire.RequestOneofCase.Sellers => new KeepaRequest.Sellers(
            AmazonDomain.FromNumber(request.Sellers.Domain), [.. request.Sellers.Ids.Select(SellerId.Parse)]),
        _ => throw new SerializationException("The request is of a kind that this version does not know."),
    };

    private static Wire.ProductShapeWire ToWire(ProductShape shape)
    {
        var wire = new Wire.ProductShapeWire
        {
            History = shape.History, OnlyLiveOffers = shape.OnlyLiveOffers, Rating = shape.Rating, BuyBox = shape.BuyBox,
        };
        if (shape.Days is { } days)
            wire.Days = days;
        if (shape.StatsDays is { } statsDays)
            wire.StatsDays = statsDays;
        if (shape.Offers is { } offers)
            wire.Offers = offers;
        if (shape.UpdateHours is { } hours)
            wire.UpdateHours = hours;
        return wire;
    }

    private static ProductShape ToDomain(Wire.ProductShapeWire shape) => new()
    {
        History = shape.History,
        Days = shape.HasDays ? shape.Days : null,
        StatsDays = shape.HasStatsDays ? shape.StatsDays : null,
        Offers = shape.HasOffers ? shape.Offers : null,
        OnlyLiveOffers = shape.OnlyLiveOffers,
        Rating = shape.Rating,
        BuyBox = shape.BuyBox,
        UpdateHours = shape.HasUpdateHours ? shape.UpdateHours : null,
    };
}
