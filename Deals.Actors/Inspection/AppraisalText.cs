using System.Globalization;

namespace Deals.Actors.Inspection;

/// <summary>An appraisal as lines of text: each figure with its samples and its rule, or why there is none.</summary>
internal static class AppraisalText
{
    /// <summary>The lines below its heading.</summary>
    public static IEnumerable<string> Lines(AppraisalItem of, string currency, DateTimeOffset now)
    {
        string Money(FigureItem<long> figure) => Figure(figure, m => PlainText.Money(m, currency));
        string Month(FigureItem<MonthItem> figure) => Figure(figure, m => $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(m.Month)}, {PlainText.Number(m.Sales)} sales, median {PlainText.Money(m.Median, currency)}");
        yield return $"  made by version {PlainText.Number(of.Version)} of the rules, settings {of.Settings}, body {of.BodyHash}, at {Money(of.BodyPrice)}";
        yield return $"  profit        {Money(of.Profit)}; {(of.Listed ? "listed" : $"not listed on its own strength: {of.Unlisted}")}; oldest input {PlainText.InstantAndAge(of.Profit.OldestInput, now)}";
        yield return $"  at average    {Money(of.AverageProfit)}";
        yield return $"  return        {Ratio(of.Roi)}, margin {Ratio(of.Margin)}";
        yield return $"  list price    {Money(of.ListPrice)}";
        yield return $"  all in        {Money(of.AllIn)}, with shipping {Money(of.Shipping)}";
        yield return $"  fees          {Money(of.Fees.Total)}: {of.Fees.Rule ?? "unknown"}; pick and pack {Money(of.Fees.PickAndPack)}; referral {Figure(of.Fees.ReferralPercent, static p => p.ToString("0.##", CultureInfo.InvariantCulture) + " %")}; closing {Money(of.Fees.Closing)}";
        yield return $"  least listing {Money(of.MinimumListing)}";
        yield return $"  year average  {Money(of.OneYearAverage)}; the price is below it by {Ratio(of.BelowOneYearAverage)}";
        yield return $"  peak          {Month(of.Peak)}";
        yield return $"  trough        {Month(of.Trough)}";
        yield return $"  trust         {Ratio(of.Trust)}; {Figure(of.Sales, s => $"{PlainText.Number(s.All)} sales ({PlainText.Number(s.Kept)} kept) of {PlainText.Number(s.Drops)} falls of the offer count, {PlainText.Number(s.Undecided)} undecided")}";
    }

    private static string Ratio(FigureItem<decimal> figure) => Figure(figure, r => PlainText.Percent(r));

    private static string Figure<T>(FigureItem<T> figure, Func<T, string> text)
        where T : struct
    {
        if (figure.Value is not { } value)
            return $"none ({figure.Reason})";
        var rests = figure.Samples is { } samples ? string.Create(CultureInfo.InvariantCulture, $"{samples} samples, ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{text(value)} ({rests}confidence {figure.Confidence:0.##}, {figure.Rule})");
    }
}
