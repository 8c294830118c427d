using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>A subject as JSON, one line. Angle brackets, ampersands, quotation marks and backslashes of its texts are escaped, so that no text can end the string that it stands in, nor anything around the JSON.</summary>
internal static class SubjectJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The question itself: what the hash is of.</summary>
    public static string Canonical(AnalystSubject subject) => Write(subject, now: null);

    /// <summary>The same with how old it is.</summary>
    public static string WithAge(AnalystSubject subject, DateTimeOffset now) => Write(subject, now);

    private static string Write(AnalystSubject of, DateTimeOffset? now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("asin", of.Asin.Value);
            json.WriteNumber("marketplace", of.Domain.Number);
            json.WriteString("title", of.Title);
            json.WriteString("brand", of.Brand);
            json.WriteString("binding", of.Binding);
            json.WriteString("category", of.Category);
            json.WriteString("condition", of.Condition.ToString());
            json.WriteString("price", Text(of.Price));
            WriteListPrice(json, of);
            json.WriteString("meanOfSalesOfOneYear", Text(of.OneYearAverage));
            WriteMonths(json, of);
            json.WriteNumber("sales", of.Sales);
            WriteNumber(json, "shareOfOfferDropsThatWereSales", of.Trust);
            WriteNumber(json, "salesRankDropsIn90Days", of.RankDrops90);
            if (now is { } at)
                json.WriteNumber("ageOfAllFiguresInHours", at > of.AsOf ? (long)(at - of.AsOf).TotalHours : 0);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteListPrice(Utf8JsonWriter json, AnalystSubject of)
    {
        json.WriteStartObject("listPrice");
        json.WriteString("amount", Text(of.ListPrice));
        json.WriteString("rule", of.ListPriceRule);
        WriteNumber(json, "restsOnSales", of.ListPriceSamples);
        json.WriteNumber("confidence", of.ListPriceConfidence);
        json.WriteEndObject();
    }

    private static void WriteMonths(Utf8JsonWriter json, AnalystSubject of)
    {
        json.WriteStartArray("salesByMonth");
        foreach (var month in of.Months)
        {
            json.WriteStartObject();
            json.WriteNumber("month", month.Month);
            json.WriteNumber("sales", month.Count);
            json.WriteString("medianPrice", Text(month.Median));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteNumber(json, "peakMonth", of.Peak);
        WriteNumber(json, "troughMonth", of.Trough);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } there)
            json.WriteRawValueOf(name, there.ToString("0.##", CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }

    // A decimal keeps its zeros: 0.5 and 0.50 are one number, and have to be one text.
    private static void WriteRawValueOf(this Utf8JsonWriter json, string name, string number)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(number);
    }

    private static string? Text(Money? money) => money?.ToString();
}
