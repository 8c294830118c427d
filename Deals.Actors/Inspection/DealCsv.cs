using System.Globalization;
using System.Text;

namespace Deals.Actors.Inspection;

/// <summary>Deals as CSV by RFC 4180: the item's names as header, in its order; absent is empty; a text that a spreadsheet would take for a formula
/// begins with an apostrophe.</summary>
public static class DealCsv
{
    private const string LineEnd = "\r\n";

    // What spreadsheets compute or import by; the wide forms are the same to some of them.
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    private static readonly char[] Quoted = ['"', ',', '\r', '\n'];

    private static readonly (string Name, Func<DealItem, string> Cell)[] Columns =
    [
        ("id", d => Text(d.Id)),
        ("domain", d => Number(d.Domain)),
        ("asin", d => Text(d.Asin)),
        ("title", d => Text(d.Title)),
        ("status", d => Text(d.Status)),
        ("price", d => Number(d.Price)),
        ("priceType", d => Text(d.PriceType)),
        ("currency", d => Text(d.Currency)),
        ("rank", d => Number(d.Rank)),
        ("belowAverage", d => Number(d.BelowAverage)),
        ("profit", d => Number(d.Profit)),
        ("roi", d => Number(d.Roi)),
        ("trust", d => Number(d.Trust)),
        ("importance", d => Number(d.Importance)),
        ("changeRate", d => Number(d.ChangeRate)),
        ("checkedAt", d => Instant(d.CheckedAt)),
        ("changedAt", d => Instant(d.ChangedAt)),
        ("listingAsOf", d => Instant(d.ListingAsOf)),
        ("productAsOf", d => Instant(d.ProductAsOf)),
        ("sellerAsOf", d => Instant(d.SellerAsOf)),
        ("analysedAt", d => Instant(d.AnalysedAt)),
        ("analysis", d => Text(InOneCell(d.Analysis))),
        ("nextDue", d => Instant(d.NextDue)),
        ("lane", d => Text(d.Lane)),
        ("attempts", d => Number(d.Attempts)),
        ("lastError", d => Text(d.LastError)),
        ("averageProfit", d => Number(d.AverageProfit)),
    ];

    /// <summary>The names of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Columns.Select(c => c.Name)];

    /// <summary>The first line, with its end.</summary>
    public static string Header { get; } = string.Join(',', Names) + LineEnd;

    /// <summary>A deal's line, with its end.</summary>
    public static string Line(DealItem deal)
    {
        var line = new StringBuilder(256);
        foreach (var (_, cell) in Columns)
            line.Append(cell(deal)).Append(',');
        line.Length--;
        return line.Append(LineEnd).ToString();
    }

    /// <summary>An analysis in one cell: <c>verified</c>, or <c>unverified(not configured)</c>.</summary>
    private static string? InOneCell(AnalysisItem analysis) => analysis.Reason is null ? analysis.State : $"{analysis.State}({analysis.Reason})";

    private static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.IndexOfAny(Quoted) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Instant(DateTimeOffset? at) => at is { } t ? InspectionJson.Instant(t) : "";
}
