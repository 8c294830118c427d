using System.Globalization;
using Deals.Actors.Catalogue;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>Deals as lines of text.</summary>
internal static class DealText
{
    /// <summary>The list as a table, with its total and how to go on.</summary>
    public static IEnumerable<string> List(DealPage page, DateTimeOffset now)
    {
        var table = new TextTable("ID", "STATUS", ">PRICE", ">BELOW AVG", ">RANK", ">CHECKED", ">CHANGED", "TITLE");
        foreach (var row in page.Items)
        {
            table.Add(
                row.Id,
                row.Status,
                PlainText.Money(row.Price, row.Currency),
                PlainText.Percent(row.BelowAverage),
                PlainText.Number(row.Rank),
                PlainText.Age(row.CheckedAt, now),
                PlainText.Age(row.ChangedAt, now),
                PlainText.Clean(row.Title, 60));
        }

        var lines = table.Count == 0 ? [] : table.Lines();
        var count = $"{PlainText.Number(page.Items.Count)} of {PlainText.Number(page.Total)} deals";
        return lines.Append(page.NextCursor is null ? count : $"{count}; go on with --cursor {page.NextCursor}");
    }

    /// <summary>Everything about one deal.</summary>
    public static IEnumerable<string> Show(DealDetails deal, DateTimeOffset now)
    {
        yield return $"{deal.Id}  {deal.Status}  {PlainText.Clean(deal.Title)}";
        yield return $"price         {PlainText.Money(deal.Price, deal.Currency)} ({deal.PriceType}), {BelowAverage(deal)}";
        yield return $"rank          {PlainText.Number(deal.Rank)}";
        yield return $"found         {PlainText.InstantAndAge(deal.DiscoveredAt, now)} by {string.Join(", ", deal.Feeds.Select(f => PlainText.Clean(f)))}";
        yield return $"checked       {PlainText.InstantAndAge(deal.CheckedAt, now)}";
        yield return $"changed       {PlainText.InstantAndAge(deal.ChangedAt, now)}";
        yield return $"profit        {PlainText.Money(deal.Profit, deal.Currency)}, return {PlainText.Percent(deal.Roi)}, trust {PlainText.Percent(deal.Trust)}";
        yield return $"next due      {PlainText.InstantAndAge(deal.NextDue, now)}, lane {deal.Lane ?? PlainText.None}";
        yield return $"attempts      {deal.Attempts.ToString(CultureInfo.InvariantCulture)}, last error {PlainText.Clean(deal.LastError)}";
        yield return $"events        {PlainText.Number(deal.Version)}, cycle {PlainText.Number(deal.Cycle)}";
        foreach (var line in Listing(deal, now).Concat(Product(deal, now)).Concat(Seller(deal, now)).Concat(Analysis(deal, now)))
            yield return line;
    }

    private static string BelowAverage(DealDetails deal) =>
        deal.BelowAverage is { } share ? $"{PlainText.Percent(share)} below the average of the {deal.Lens.Range}" : "no average to compare with";

    private static IEnumerable<string> Listing(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("listing", deal.Facts.Listing, now))
            yield return line;
        if (deal.Facts.Listing?.Values is not { } listing)
            yield break;
        yield return $"  price event {PlainText.InstantAndAge(listing.CreatedAt, now)}";
        yield return $"  parent      {listing.ParentAsin ?? PlainText.None}";
        yield return $"  image       {PlainText.Clean(listing.Image)}";
        yield return $"  categories  root {Id(listing.RootCategory)}; {(listing.Categories.Count == 0 ? PlainText.None : string.Join(", ", listing.Categories.Select(c => Id(c))))}";
        yield return $"  condition   {Id(listing.WarehouseCondition)} (warehouse)";
        var drops = listing.RankDrops;
        yield return $"  rank drops  {Id(drops.Days30)} in 30 days, {Id(drops.Days90)} in 90, {Id(drops.Days180)} in 180, {Id(drops.Days365)} in 365";
        foreach (var line in Types(listing, deal.Currency, now).Lines())
            yield return "  " + line;
    }

    private static TextTable Types(ListingItem listing, string currency, DateTimeOffset now)
    {
        var table = new TextTable("TYPE", ">CURRENT", ">SINCE", ">PREVIOUS", ">AVG DAY", ">AVG WEEK", ">AVG MONTH", ">AVG QUARTER", ">% DAY", ">% WEEK", ">% MONTH", ">% QUARTER");
        foreach (var type in listing.Types)
        {
            string Show(long? value) => Value(value, type.Unit, currency);
            var (average, percent) = (type.Averages, type.DeltaPercents);
            table.Add(
                type.Name,
                Show(type.Current),
                PlainText.Age(type.Since, now),
                Show(type.Previous),
                Show(average.Day),
                Show(average.Week),
                Show(average.Month),
                Show(average.Quarter),
                Id(percent.Day),
                Id(percent.Week),
                Id(percent.Month),
                Id(percent.Quarter));
        }

        return table;
    }

    private static IEnumerable<string> Product(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("product", deal.Facts.Product, now))
            yield return line;
        if (deal.Facts.Product?.Values is { } product)
            yield return $"  brand {PlainText.Clean(product.Brand)}, binding {PlainText.Clean(product.Binding)}, sold a month {Id(product.MonthlySold)}, body {product.BodyHash}";
    }

    private static IEnumerable<string> Seller(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("seller", deal.Facts.Seller, now))
            yield return line;
        if (deal.Facts.Seller?.Values is { } seller)
            yield return $"  {PlainText.Clean(seller.SellerId)} {PlainText.Clean(seller.Name)}, {Id(seller.PositivePercent)} % positive of {Id(seller.RatingCount)} ratings";
    }

    private static IEnumerable<string> Analysis(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("analysis", deal.Facts.Analysis, now))
            yield return line;
        if (deal.Facts.Analysis?.Values is { } analysis)
            yield return $"  {analysis.State}: {PlainText.Clean(analysis.Reason)}";
    }

    private static IEnumerable<string> Heading<T>(string name, FactGroup<T>? group, DateTimeOffset now)
    {
        yield return "";
        yield return group is null
            ? $"{name}: not known yet"
            : $"{name}: {PlainText.Clean(group.Source)}; as of {PlainText.InstantAndAge(group.AsOf, now)}, checked {PlainText.InstantAndAge(group.CheckedAt, now)}";
    }

    private static string Value(long? value, string unit, string currency) => unit switch
    {
        "money" => PlainText.Money(value, currency),
        "rating" => value is { } stars ? (stars / 10m).ToString("0.0", CultureInfo.InvariantCulture) + " stars" : PlainText.None,
        _ => PlainText.Number(value),
    };

    private static string Id(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? PlainText.None;
}
