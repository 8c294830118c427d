using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deals.Bench.Reporting;

/// <summary>What has to hold.</summary>
/// <param name="Name">In words.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Target">What was wanted, such as <c>= 0</c>.</param>
/// <param name="Holds">Whether it is so.</param>
internal sealed record Bar(string Name, double Value, string Target, bool Holds)
{
    /// <summary>Something that must not happen at all.</summary>
    public static Bar None(string name, long found) => new(name, found, "= 0", found == 0);

    /// <summary>Something that has a bound above.</summary>
    public static Bar AtMost(string name, double value, double most) => new(name, value, string.Create(CultureInfo.InvariantCulture, $"<= {most:0.##}"), value <= most);

    /// <summary>Something that has to happen.</summary>
    public static Bar AtLeast(string name, double value, double least) => new(name, value, string.Create(CultureInfo.InvariantCulture, $">= {least:0.##}"), value >= least);
}

/// <summary>One row of figures.</summary>
internal sealed record BenchRow(string Name, IReadOnlyList<KeyValuePair<string, object?>> Figures);

/// <summary>What a bench has found.</summary>
/// <param name="Bench">The verb.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Rows">The first one has the figures of the whole run, the others those of its parts.</param>
/// <param name="Bars">What has to hold.</param>
/// <param name="Notes">What failed, in detail; for people.</param>
internal sealed record BenchReport(string Bench, Machine Machine, IReadOnlyList<BenchRow> Rows, IReadOnlyList<Bar> Bars, IReadOnlyList<string> Notes)
{
    private const int NameWidth = 66;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether the table has every row with its name, and not the first alone.</summary>
    public bool AllRows { get; init; }

    /// <summary>Whether nothing is missed.</summary>
    public bool Holds => Bars.All(bar => bar.Holds);

    /// <summary>A line a figure, then a line a bar.</summary>
    public string ToTable()
    {
        var text = new StringBuilder().AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Bench} on {Machine}").AppendLine();
        foreach (var row in AllRows ? Rows : Rows.Take(1))
        {
            if (AllRows)
                text.AppendLine(row.Name);
            foreach (var (name, value) in row.Figures)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-NameWidth} {Text(value),12}");
            text.AppendLine();
        }

        foreach (var bar in Bars)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {bar.Name,-NameWidth} {Text(bar.Value),12}  {bar.Target,-10} {(bar.Holds ? "holds" : "MISSED")}");
        text.AppendLine();
        foreach (var note in Notes)
            text.AppendLine(note);
        text.Append(Holds ? "Every bar holds." : $"{Bars.Count(bar => !bar.Holds)} of {Bars.Count} bars are missed.");
        return text.ToString();
    }

    /// <summary>As scripts read it.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Bench,
            Machine,
            Rows = Rows.Select(row => new JsonObject([KeyValuePair.Create<string, JsonNode?>("name", row.Name), .. row.Figures.Select(f => KeyValuePair.Create(f.Key, JsonSerializer.SerializeToNode(f.Value, Json)))])),
            Bars,
            Notes,
        },
        Json);

    private static string Text(object? value) => value switch
    {
        null => "-",
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
