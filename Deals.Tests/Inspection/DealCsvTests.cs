using System.Text;
using System.Text.Json;
using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Deals.Tests.Host;

namespace Deals.Tests.Inspection;

public sealed class DealCsvTests
{
    [Fact]
    public void The_header_is_the_items_names_in_their_order()
    {
        var item = JsonDocument.Parse(InspectionJson.Line(new DealItem(FakeBackends.Row(0)))).RootElement;

        Assert.Equal(item.EnumerateObject().Select(p => p.Name), DealCsv.Header.TrimEnd().Split(','));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=1", "a=1")]
    [InlineData("say \"hi\", now", "say \"hi\", now")]
    [InlineData("two\r\nlines", "two\r\nlines")]
    [InlineData("=HYPERLINK(\"x\",\"y\")", "'=HYPERLINK(\"x\",\"y\")")]
    public void A_text_that_would_compute_is_guarded(string title, string expected) =>
        Assert.Equal(expected, Cell(FakeBackends.Row(0) with { Title = title }, "title"));

    [Fact]
    public void A_number_below_zero_is_a_number_and_what_is_absent_is_empty()
    {
        var row = FakeBackends.Row(0) with { Profit = -150, BelowAverage = -0.25m, Title = null, Price = null, AnalysisState = "unverified", AnalysisReason = "not configured" };

        Assert.Equal(
            ("-150", "-0.25", "", "", "unverified(not configured)", "2026-03-01T12:00:00Z"),
            (Cell(row, "profit"), Cell(row, "belowAverage"), Cell(row, "title"), Cell(row, "price"), Cell(row, "analysis"), Cell(row, "checkedAt")));
    }

    [Fact]
    public void Whatever_a_title_holds_it_is_one_cell_of_one_record() => Gen.String.Sample(title =>
    {
        var records = Parse(DealCsv.Line(new DealItem(FakeBackends.Row(0) with { Title = title })));
        return records.Count == 1 && records[0].Count == DealCsv.Names.Count && records[0][3].TrimStart('\'') == title.TrimStart('\'');
    });

    private static string Cell(CatalogueRow row, string name) => Parse(DealCsv.Line(new DealItem(row)))[0][DealCsv.Names.ToList().IndexOf(name)];

    /// <summary>RFC 4180 as it is written, and nothing else.</summary>
    internal static List<List<string>> Parse(string text)
    {
        var (records, record, cell) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    record.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !isQuoted && i + 1 < text.Length && text[i + 1] == '\n':
                    record.Add(cell.ToString());
                    cell.Clear();
                    records.Add(record);
                    record = [];
                    i++;
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        Assert.Empty(record);
        return records;
    }
}
