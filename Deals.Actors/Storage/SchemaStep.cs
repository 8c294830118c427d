using System.Globalization;

namespace Deals.Actors.Storage;

/// <summary>One step of the PostgreSQL schema: a file of <c>Storage/Schema</c>, carried inside this assembly. A step that was released is never changed.</summary>
/// <param name="Number">Its place, from 1 without gaps; the schema's version after it.</param>
/// <param name="Name">What it makes.</param>
/// <param name="Sql">Its statements.</param>
public sealed record SchemaStep(int Number, string Name, string Sql)
{
    private const string Prefix = "schema/";

    /// <summary>Every step in order.</summary>
    public static IReadOnlyList<SchemaStep> All { get; } = [.. Read()];

    private static IEnumerable<SchemaStep> Read()
    {
        var assembly = typeof(SchemaStep).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var (file, i) in files.Select((file, i) => (file, i)))
        {
            var words = Path.GetFileNameWithoutExtension(file[Prefix.Length..]).Split('-', 2);
            var number = int.Parse(words[0], CultureInfo.InvariantCulture);
            if (number != i + 1)
                throw new InvalidOperationException($"{file} is step {i + 1} of the schema by its place: the numbers have a gap.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            yield return new SchemaStep(number, words[1].Replace('-', ' '), reader.ReadToEnd());
        }
    }
}
