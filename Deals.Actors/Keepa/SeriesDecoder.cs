using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>What makes a product or a seller unreadable, the first of it.</summary>
internal sealed class Defects
{
    public string? First { get; private set; }

    public void Add(string defect) => First ??= defect;
}

/// <summary>Reads Keepa's flat series of numbers. A series that cannot be read is a defect of the whole: with a point lost or shifted, every number
/// after it would be another.</summary>
internal static class SeriesDecoder
{
    private const int Pair = 2;
    private const int Triple = 3;
    private const int Quadruple = 4;

    /// <summary>The histories of a product's <c>csv</c>; an index that this version does not know is passed over.</summary>
    public static ImmutableArray<PriceHistory> Histories(JsonElement? csv, Defects defects)
    {
        if (!IsArray(csv, "csv", defects))
            return [];
        var read = ImmutableArray.CreateBuilder<PriceHistory>();
        foreach (var type in PriceType.All)
        {
            var points = Points(csv.At(type.Index), type.WithShipping, $"csv[{type.Index}]", defects);
            if (!points.IsEmpty)
                read.Add(new PriceHistory(type, points));
        }

        return read.DrainToImmutable();
    }

    /// <summary>The ranks of a product's <c>salesRanks</c>.</summary>
    public static ImmutableArray<RankHistory> Ranks(JsonElement? ranks, Defects defects)
    {
        if (ranks is { ValueKind: not JsonValueKind.Object })
            defects.Add($"its salesRanks is {ranks.Value.ValueKind}: an object was expected");
        var read = new SortedDictionary<long, RankHistory>();
        foreach (var category in ranks.Members())
        {
            if (!long.TryParse(category.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id is <= 0 or long.MaxValue)
                continue;
            var points = Points(category.Value, withShipping: false, $"salesRanks[{id}]", defects);
            if (!points.IsEmpty)
                read[id] = new RankHistory(id, points);
        }

        return [.. read.Values];
    }

    /// <summary>A series of pairs, or of triples with shipping.</summary>
    public static ImmutableArray<HistoryPoint> Points(JsonElement? series, bool withShipping, string name, Defects defects)
    {
        var width = withShipping ? Triple : Pair;
        if (!IsSeries(series, width, name, defects))
            return [];
        var points = ImmutableArray.CreateBuilder<HistoryPoint>(series.Count() / width);
        using var numbers = series!.Value.EnumerateArray();
        while (numbers.MoveNext())
        {
            var minutes = numbers.Current.Whole();
            var value = numbers.MoveNext() ? numbers.Current.Whole() : null;
            var shipping = withShipping && numbers.MoveNext() ? numbers.Current.Whole() : -1;
            if (minutes is not (> 0 and < int.MaxValue) || !IsNumber(value) || !IsNumber(shipping))
            {
                defects.Add($"its {name} holds something else than whole numbers at point {points.Count}");
                return [];
            }

            points.Add(HistoryPoint.FromKeepa((int)minutes, (int)value!, (int)shipping!));
        }

        return InOrder(points.DrainToImmutable());
    }

    /// <summary>Who had the buy box: pairs of texts.</summary>
    public static ImmutableArray<BuyBoxPoint> BuyBox(JsonElement? series, string name, Defects defects) => Owners(series, Pair, name, defects);

    /// <summary>Who had the used buy box: quadruples of texts.</summary>
    public static ImmutableArray<BuyBoxPoint> BuyBoxUsed(JsonElement? series, string name, Defects defects) => Owners(series, Quadruple, name, defects);

    private static ImmutableArray<BuyBoxPoint> Owners(JsonElement? series, int width, string name, Defects defects)
    {
        if (!IsSeries(series, width, name, defects))
            return [];
        var points = ImmutableArray.CreateBuilder<BuyBoxPoint>();
        for (var i = 0; i < series.Count(); i += width)
        {
            if (KeepaTime.ToInstantOrAbsent(TextOrNumber(series.At(i))) is not { } at || series.At(i + 1).Text() is not { } seller)
            {
                defects.Add($"its {name} holds something else than a time and a seller at point {i / width}");
                return [];
            }

            var isSeller = SellerId.TryParse(seller, out var id);
            points.Add(new BuyBoxPoint(
                at,
                isSeller ? BuyBoxState.Seller : seller is "" or "-1" ? BuyBoxState.Nobody : BuyBoxState.Unknown,
                isSeller ? id : null,
                width == Quadruple ? Conditions.From(TextOrNumber(series.At(i + 2))) : null,
                width == Quadruple ? TextOrNumber(series.At(i + 3)) switch { 0 => false, 1 => true, _ => null } : null));
        }

        return points.DrainToImmutable();
    }

    private static bool IsSeries(JsonElement? series, int width, string name, Defects defects)
    {
        if (!IsArray(series, name, defects))
            return false;
        if (series.Count() % width == 0)
            return true;
        defects.Add($"its {name} has {series.Count()} entries: a multiple of {width} was expected");
        return false;
    }

    private static bool IsArray(JsonElement? value, string name, Defects defects)
    {
        if (value is null or { ValueKind: JsonValueKind.Null })
            return false;
        if (value.Value.ValueKind == JsonValueKind.Array)
            return true;
        defects.Add($"its {name} is {value.Value.ValueKind}: an array was expected");
        return false;
    }

    private static bool IsNumber(long? value) => value is >= int.MinValue and <= int.MaxValue;

    private static long? TextOrNumber(JsonElement? value) =>
        value.Text() is { } text ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null : value.Whole();

    // Every recorded series ascends; whoever reads one relies on it.
    private static ImmutableArray<HistoryPoint> InOrder(ImmutableArray<HistoryPoint> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].At < points[i - 1].At)
                return [.. points.OrderBy(static p => p.At)];
        }

        return points;
    }
}

/// <summary>Keepa's numbers of conditions.</summary>
internal static class Conditions
{
    public static OfferCondition? From(long? number) => number is >= 0 and <= (int)OfferCondition.CollectibleAcceptable ? (OfferCondition)number : null;
}
