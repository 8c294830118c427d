using System.Collections.Immutable;
using Deals.Actors.Keepa;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>A deal query on the wire, field by field.</summary>
internal static partial class BudgetWire
{
    private static Wire.DealQueryWire ToWire(DealQuery query)
    {
        var wire = new Wire.DealQueryWire
        {
            Domain = query.Domain.Number,
            PriceType = query.PriceType.Index,
            DateRange = (int)query.DateRange,
            Sort = (int)query.Sort,
            CurrentRange = ToWire(query.CurrentRange),
            DeltaRange = ToWire(query.DeltaRange),
            DeltaPercentRange = ToWire(query.DeltaPercentRange),
            DeltaLastRange = ToWire(query.DeltaLastRange),
            SalesRankRange = ToWire(query.SalesRankRange),
            Switches = (int)query.Switches,
        };
        wire.IncludeCategories.AddRange(query.IncludeCategories);
        wire.ExcludeCategories.AddRange(query.ExcludeCategories);
        wire.WarehouseConditions.AddRange(query.WarehouseConditions);
        if (query.MinRating is { } rating)
            wire.MinRating = rating;
        if (query.TitleSearch is not null)
            wire.TitleSearch = query.TitleSearch;
        foreach (var (field, texts) in query.Texts)
            wire.Texts.Add(new Wire.TextFilterWire { Field = field, Texts = { texts } });
        return wire;
    }

    private static DealQuery ToDomain(Wire.DealQueryWire wire) => new()
    {
        Domain = AmazonDomain.FromNumber(wire.Domain),
        PriceType = PriceType.FromIndex(wire.PriceType),
        DateRange = (DateRange)wire.DateRange,
        Sort = wire.Sort == 0 ? DealSort.NewestFirst : (DealSort)wire.Sort,
        CurrentRange = ToDomain(wire.CurrentRange),
        DeltaRange = ToDomain(wire.DeltaRange),
        DeltaPercentRange = ToDomain(wire.DeltaPercentRange),
        DeltaLastRange = ToDomain(wire.DeltaLastRange),
        SalesRankRange = ToDomain(wire.SalesRankRange),
        IncludeCategories = [.. wire.IncludeCategories],
        ExcludeCategories = [.. wire.ExcludeCategories],
        MinRating = wire.HasMinRating ? wire.MinRating : null,
        Switches = (DealSwitches)wire.Switches,
        WarehouseConditions = [.. wire.WarehouseConditions],
        TitleSearch = wire.HasTitleSearch ? wire.TitleSearch : null,
        Texts = wire.Texts.ToImmutableSortedDictionary(t => t.Field, t => t.Texts.ToImmutableArray(), StringComparer.Ordinal),
    };

    private static Wire.ValueRangeWire? ToWire(ValueRange? range)
    {
        if (range is null)
            return null;
        var wire = new Wire.ValueRangeWire { Least = range.Least };
        if (range.Most is { } most)
            wire.Most = most;
        return wire;
    }

    private static ValueRange? ToDomain(Wire.ValueRangeWire? wire) => wire is null ? null : new ValueRange(wire.Least, wire.HasMost ? wire.Most : null);
}
