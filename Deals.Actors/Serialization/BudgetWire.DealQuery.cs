using Deals.Actors.Keepa;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>A deal query on the wire: field by field, so that a filter that a reader does not know is never dropped unnoticed in this
/// file alone.</summary>
internal static partial class BudgetWire
{
    private static Wire.DealQueryWire ToWire(DealQuery query) => new()
    {
        Domain = query.Domain.Number,
        PriceType = query.PriceType.Index,
        DateRange = (int)query.DateRange,
    };

    private static DealQuery ToDomain(Wire.DealQueryWire query) => new()
    {
        Domain = AmazonDomain.FromNumber(query.Domain),
        PriceType = PriceType.FromIndex(query.PriceType),
        DateRange = (DateRange)query.DateRange,
    };
}
