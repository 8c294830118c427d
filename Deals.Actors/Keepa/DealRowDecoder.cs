using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads one row of a /deal page. Past this point -1, -2 and 0 mean nothing but themselves: what Keepa marks as absent is absent.</summary>
internal static class DealRowDecoder
{
    private const int MostCategories = 100;
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">Keepa's time of the answer, against which a time in the future is told; absent where the answer names none.</param>
    /// <param name="reason">Why the row cannot be read, where it cannot.</param>
    public static DealRow? Read(JsonElement row, DateTimeOffset? now, out string reason)
    {
        reason = "";
        if (row.ValueKind != JsonValueKind.Object)
        {
            reason = $"it is {row.ValueKind}: an object was expected";
            return null;
        }

        if (!Asin.TryParse(row.Get("asin").Text(), out var asin))
        {
            reason = $"its asin is '{row.Get("asin").Shown()}': ten letters or digits were expected";
            return null;
        }

        if (row.Get("lastUpdate").Instant() is not { } lastUpdate)
        {
            reason = $"its lastUpdate is '{row.Get("lastUpdate").Shown()}': Keepa minutes above 0 were expected";
            return null;
        }

        if (lastUpdate - now > FutureTolerance)
        {
            reason = $"its lastUpdate {lastUpdate:u} is more than a day after the answer's {now:u}";
            return null;
        }

        return new DealRow
        {
            Asin = asin,
            LastUpdate = lastUpdate,
            CreatedAt = NotInFuture(row.Get("creationDate"), now),
            Title = row.Get("title").Line(),
            Image = Image(row.Get("image")),
            RootCategory = row.Get("rootCat").Category(),
            Categories = [.. row.Get("categories").Items().Select(c => ((JsonElement?)c).Category()).OfType<long>().Take(MostCategories)],
            ParentAsin = Asin.TryParse(row.Get("parentAsin").Text(), out var parent) ? parent : null,
            Types = [.. TypesOf(row, now)],
            Drops = new RankDrops(row.Get("salesRankDrops30").Number(), row.Get("salesRankDrops90").Number(), row.Get("salesRankDrops180").Number(), row.Get("salesRankDrops365").Number()),
            WarehouseCondition = row.Get("warehouseCondition").Whole() is >= 2 and <= 5 and var condition ? (int)condition : null,
        };
    }

    private static IEnumerable<TypeFacts> TypesOf(JsonElement row, DateTimeOffset? now)
    {
        var current = row.Get("current");
        var since = row.Get("currentSince");
        var deltaLast = row.Get("deltaLast");
        var average = row.Get("avg");
        var percent = row.Get("deltaPercent");
        foreach (var type in PriceType.All)
        {
            var value = current.At(type.Index).Present();
            var averages = Ranges(range => average.At(range).At(type.Index).Present());
            if (value is null && averages == PerRange.None)
                continue;
            // A percentage compares an average with a current value: without either, Keepa's 0 and -1 there mean nothing. Types 8, 9 and 33 are
            // compared with another price, so that their percentage stands without an average of their own.
            var comparesElsewhere = type == PriceType.LightningDeal || type == PriceType.Warehouse || type == PriceType.PrimeExclusive;
            var percents = value is null
                ? PerRange.None
                : Ranges(range => averages[(DateRange)range] is not null || comparesElsewhere ? percent.At(range).At(type.Index).Whole() : null);
            var last = deltaLast.At(type.Index).Whole();
            yield return new TypeFacts(
                type,
                value,
                NotInFuture(since.At(type.Index), now),
                last is not (null or 0) && value + last >= 0 ? value + last : null,
                averages,
                percents);
        }
    }

    private static PerRange Ranges(Func<int, long?> of)
    {
        var ranges = new PerRange(of(0), of(1), of(2), of(3));
        return ranges == PerRange.None ? PerRange.None : ranges;
    }

    private static DateTimeOffset? NotInFuture(JsonElement? minutes, DateTimeOffset? now) =>
        minutes.Instant() is { } instant && !(instant - now > FutureTolerance) ? instant : null;

    /// <summary>A deal's image is an array of character codes; only a plain file name is taken.</summary>
    private static string? Image(JsonElement? codes)
    {
        if (codes.Count() is 0 or > 200)
            return null;
        var name = new StringBuilder();
        foreach (var code in codes.Items())
        {
            if (((JsonElement?)code).Whole() is not (> 32 and < 127 and var c))
                return null;
            name.Append((char)c);
        }

        return ImageName.From(name.ToString());
    }
}
