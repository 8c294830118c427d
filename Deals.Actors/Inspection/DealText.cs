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
        var table = new TextTable("ID", "STATUS", ">PRICE", ">BELOW AVG", ">PROFIT", ">AT AVG", ">RETURN", ">TRUST", ">RANK", ">CHECKED", ">CHANGED", "TITLE");
        foreach (var row in page.Items)
        {
            table.Add(
                row.Id,
                row.Status,
                PlainText.Money(row.Price, row.Currency),
                PlainText.Percent(row.BelowAverage),
                PlainText.Money(row.Profit, row.Currency),
                PlainText.Money(row.AverageProfit, row.Currency),
                PlainText.Percent(row.Roi),
                PlainText.Percent(row.Trust),
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
        yield return $"profit        {PlainText.Money(deal.Profit, deal.Currency)} ({PlainText.Money(deal.AverageProfit, deal.Currency)} at the one-year average), return {PlainText.Percent(deal.Roi)}, trust {PlainText.Percent(deal.Trust)}{(deal.Facts.Appraisal is { Values.Unlisted: { } why } ? $"; not listed on its own strength: {why}" : "")}";
        yield return $"next due      {PlainText.InstantAndAge(deal.NextDue, now)}, lane {deal.Lane ?? PlainText.None}{(deal.Next is null ? "" : $", priority {Id(deal.Next.Priority)}. {deal.Next.Reason}")}";
        yield return $"looked at     {PlainText.InstantAndAge(deal.LookedAt, now)}{(deal.Watched ? "; watched" : "")}";
        foreach (var line in Worth(deal.Worth))
            yield return line;
        yield return $"attempts      {deal.Attempts.ToString(CultureInfo.InvariantCulture)}, last error {PlainText.Clean(deal.LastError)}";
        yield return $"events        {PlainText.Number(deal.Version)}, cycle {PlainText.Number(deal.Cycle)}";
        foreach (var line in Listing(deal, now).Concat(Product(deal, now)).Concat(Sellers(deal, now)).Concat(Seller(deal, now)).Concat(Appraisal(deal, now)).Concat(Analysis(deal, now)))
            yield return line;
    }

    private static IEnumerable<string> Worth(WorthItem worth)
    {
        yield return worth.Pace is { } pace
            ? string.Create(CultureInfo.InvariantCulture, $"changes       {pace.ChangesPerDay:0.###} a day, known to {pace.RelativeError:P0} (by {pace.SeenChanges:0.#} in {pace.SeenDays:0.#} days; {pace.AssumedPerDay:0.##} assumed of its category)")
            : "changes       unknown until its first look";
        if (worth.OfferPace is { } offers)
            yield return string.Create(CultureInfo.InvariantCulture, $"offers change {offers.ChangesPerDay:0.###} a day, known to {offers.RelativeError:P0}{(worth.Depth is { } depth ? $"; a look now would be {(depth == "plain" ? "plain" : depth == "buybox" ? "with the buy box" : "with all offers")}" : "")}");
        if (worth.Importance is { } w)
            yield return string.Create(CultureInfo.InvariantCulture, $"importance    {w.Weight:0.##}, priority {w.Priority}: profit {w.Profit:0.##} x sales {w.Velocity:0.##} x trust {w.Trust:0.##} x watched {w.Watched:0.##} x new {w.New:0.##}");
        if (worth.Now is { } now)
            yield return string.Create(CultureInfo.InvariantCulture, $"next look     worth {now:0.####} a token now and {worth.AtMost:0.####} at most; the price is {worth.Price:0.####}, reached at {worth.IntervalDays:0.##} days");
        if (worth.Told is { } told)
            yield return string.Create(CultureInfo.InvariantCulture, $"told          the feed tells {told.Reached:P0} of its changes, {told.AfterHours:0.#} h after them in the mean: a look wins less by so much");
        if (worth.Tracking is { } push)
            yield return string.Create(CultureInfo.InvariantCulture, $"tracking      {(push.IsBetter ? $"Keepa's push would be the better buy by {push.GainTokens:0.##} tokens a day" : "looks are the better buy")}: a {push.Kind} one, updated every {push.Hours} h, {push.TotalTokens:0.##} tokens a day and fresh {push.Freshness:P0} of the time; looks {push.LookTokens:0.##} and {push.LookFreshness:P0}");
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
        if (deal.Facts.Product?.Values is not { } product)
            yield break;
        yield return $"  {PlainText.Clean(product.Title)}";
        yield return $"  brand {PlainText.Clean(product.Brand)}, maker {PlainText.Clean(product.Manufacturer)}, binding {PlainText.Clean(product.Binding)}, group {PlainText.Clean(product.ProductGroup)}, kind {product.Kind ?? PlainText.None}";
        yield return $"  category {(product.CategoryPath.Count == 0 ? PlainText.None : PlainText.Clean(string.Join(" > ", product.CategoryPath), 200))}";
        yield return $"  sold a month {Id(product.MonthlySold)}, tracked since {PlainText.InstantAndAge(product.TrackedSince, now)}, price changed {PlainText.InstantAndAge(product.PriceChangedAt, now)}";
        yield return $"  fees: pick and pack {PlainText.Money(product.Fees.PickAndPack, deal.Currency)}, referral {product.Fees.ReferralPercent?.ToString(CultureInfo.InvariantCulture) ?? PlainText.None} %, closing {PlainText.Money(product.Fees.Closing, deal.Currency)}; body {product.BodyHash}";
        var table = new TextTable("TYPE", ">CURRENT", ">AVG 30", ">AVG 90", ">AVG 180", ">AVG 365", ">LOWEST", ">HIGHEST", ">OUT 90");
        foreach (var h in product.Histories)
        {
            string Show(long? value) => Value(value, h.Unit, deal.Currency);
            table.Add(h.Type, Show(h.Current), Show(h.Average30), Show(h.Average90), Show(h.Average180), Show(h.Average365), Show(h.Lowest), Show(h.Highest), h.OutOfStockPercent90 is { } p ? Id(p) + " %" : PlainText.None);
        }

        foreach (var line in table.Lines())
            yield return "  " + line;
    }

    private static IEnumerable<string> Sellers(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("offers", deal.Facts.Offers, now))
            yield return line;
        if (deal.Facts.Offers?.Values is { } offers)
        {
            yield return $"  {Id(offers.Total)} in all, {Id(offers.FulfilledByAmazon)} shipped by Amazon, {Id(offers.FulfilledByMerchant)} by the merchant";
            foreach (var offer in offers.Cheapest)
                yield return "  cheapest " + Offer(offer, deal.Currency);
        }

        foreach (var line in Heading("buy box", deal.Facts.BuyBox, now))
            yield return line;
        if (deal.Facts.BuyBox?.Values is { } box)
        {
            yield return $"  new   {(box.New is null ? "nobody" : Offer(box.New, deal.Currency))}";
            yield return $"  used  {(box.Used is null ? "nobody" : Offer(box.Used, deal.Currency))}";
        }
    }

    private static string Offer(OfferItem offer, string currency) =>
        $"{offer.Condition ?? "unknown condition"}: {PlainText.Money(offer.Price, currency)} and {(offer.Shipping is null ? "unknown shipping" : PlainText.Money(offer.Shipping, currency) + " shipping")} by {offer.Seller ?? "nobody named"}{(offer.IsFulfilledByAmazon is true ? ", shipped by Amazon" : "")}";

    private static IEnumerable<string> Seller(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("seller", deal.Facts.Seller, now))
            yield return line;
        if (deal.Facts.Seller?.Values is { } seller)
            yield return $"  {PlainText.Clean(seller.SellerId)} {PlainText.Clean(seller.Name)}, {Id(seller.PositivePercent)} % positive of {Id(seller.RatingCount)} ratings{(seller.Quality is { } quality ? $": {PlainText.Percent(quality)} at least" : "")}";
    }

    private static IEnumerable<string> Appraisal(DealDetails deal, DateTimeOffset now)
    {
        var lines = Heading("appraisal", deal.Facts.Appraisal, now);
        return deal.Facts.Appraisal is { } appraisal ? lines.Concat(AppraisalText.Lines(appraisal.Values, deal.Currency, now)) : lines;
    }

    private static IEnumerable<string> Analysis(DealDetails deal, DateTimeOffset now)
    {
        foreach (var line in Heading("analysis", deal.Facts.Analysis, now))
            yield return line;
        if (deal.Facts.Analysis?.Values is not { } analysis)
            yield break;
        yield return $"  {analysis.State}: {PlainText.Clean(analysis.Reason, 400)}";
        if (analysis.Season is not null)
            yield return $"  season {PlainText.Clean(analysis.Season)}; judged a list price of {PlainText.Money(analysis.ListPrice, deal.Currency)} at a price of {PlainText.Money(analysis.Price, deal.Currency)} ({analysis.PriceType ?? PlainText.None})";
        foreach (var reason in analysis.Reasons)
            yield return $"  - {PlainText.Clean(reason, 300)}";
        if (analysis.RetryAt is not null)
            yield return $"  tried again {PlainText.InstantAndAge(analysis.RetryAt, now)}";
        if (analysis.Origin is { } origin)
            yield return $"  by {PlainText.Clean(origin.Model)}, prompt {Id(origin.PromptVersion)}, {Id(origin.TokensIn)} tokens in, {Id(origin.TokensOut)} out, {(origin.MicroDollars / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture)} USD; input {origin.InputHash}";
    }

    private static IEnumerable<string> Heading<T>(string name, FactGroup<T>? group, DateTimeOffset now)
    {
        yield return "";
        yield return group is null
            ? $"{name}: not known yet"
            : $"{name}: {PlainText.Clean(group.Source)}; as of {PlainText.InstantAndAge(group.AsOf, now)}, checked {PlainText.InstantAndAge(group.CheckedAt, now)}";
    }

    /// <summary>What became of an order, in one line.</summary>
    public static string Order(OrderReport order, DateTimeOffset now)
    {
        var place = order.Place is { } p ? p == 0 ? ", on its way to Keepa" : $", place {Id(p)}" : "";
        var eta = order is { Eta: { } at, Place: not 0 } ? $", about {PlainText.InstantAndAge(at, now)}" : "";
        return $"{order.Id} {order.Status}{(order.Lane is null ? "" : $", lane {order.Lane}")}{place}{eta}";
    }

    /// <summary>What became of a wish for an analysis, in one line.</summary>
    public static string Order(AnalysisOrderReport order, DateTimeOffset now) =>
        $"{order.Id} {order.Status}, lane {order.Lane}, place {Id(order.Place)}{(order.Reason is null ? "" : $"; waits: {PlainText.Clean(order.Reason)}")}{(order.Eta is null ? "" : $", until {PlainText.InstantAndAge(order.Eta, now)}")}";

    /// <summary>A deal's past: the spread of each series, then its events.</summary>
    public static IEnumerable<string> History(DealHistory history, string currency, DateTimeOffset now)
    {
        if (history.Reason is not null)
            yield return history.Reason;
        var table = new TextTable("SERIES", ">POINTS", ">FIRST", ">LAST", ">LOWEST", ">HIGHEST", ">LAST CHANGE");
        foreach (var series in history.Series)
        {
            string Show(long? value) => Value(value, series.Unit, currency);
            var points = series.Points;
            table.Add(
                series.Type, PlainText.Number(points.Count), Show(points[0].Value), Show(points[^1].Value), Show(points.Min(p => p.Value)), Show(points.Max(p => p.Value)), PlainText.Age(points[^1].At, now));
        }

        foreach (var line in table.Count == 0 ? [] : table.Lines())
            yield return line;
        yield return "";
        foreach (var e in history.Events)
            yield return $"{Id(e.SequenceNr),5}  {InspectionJson.Instant(e.At)}  {e.Kind,-18} {PlainText.Clean(e.Text, 200)}";
    }

    private static string Value(long? value, string unit, string currency) => unit switch
    {
        "money" => PlainText.Money(value, currency),
        "rating" => value is { } stars ? (stars / 10m).ToString("0.0", CultureInfo.InvariantCulture) + " stars" : PlainText.None,
        _ => PlainText.Number(value),
    };

    private static string Id(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? PlainText.None;
}
