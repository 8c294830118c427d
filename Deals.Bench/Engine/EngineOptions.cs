using System.Globalization;

namespace Deals.Bench.Engine;

/// <summary>How many deals are put to sleep.</summary>
internal sealed record EngineOptions
{
    private const int DealsOfFull = 1_000_000;
    private const int MostAtOnce = 500;
    private const int MostWarm = 100_000;
    private static readonly string[] AllParts = ["sleeping", "warm", "rows", "nodes"];

    /// <summary>The crowd.</summary>
    public int Deals { get; init; } = 100_000;

    /// <summary>What it is compared with.</summary>
    public int Few { get; init; } = 1_000;

    /// <summary>The parts that are run.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>How many deals are told of sightings.</summary>
    public int Warm { get; init; } = 2_000;

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static EngineOptions Read(IReadOnlyList<string> args)
    {
        var options = args.Contains("--full") ? new EngineOptions { Deals = DealsOfFull } : new EngineOptions();
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--deals" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var deals) && deals >= options.Few => options with { Deals = deals },
                "--deals" => throw new FormatException($"--deals is '{value}': a whole number from {options.Few} was expected."),
                "--warm" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var warm) && warm is >= MostAtOnce and <= MostWarm => options with { Warm = warm },
                "--warm" => throw new FormatException($"--warm is '{value}': a whole number from {MostAtOnce} to {MostWarm} was expected."),
                "--part" when AllParts.Contains(value) => options with { Parts = [value] },
                "--part" => throw new FormatException($"--part is '{value}': one of {string.Join(", ", AllParts)} was expected."),
                "--seed" => options,
                "--json" => options with { Json = Path.GetFullPath(value) },
                _ => throw new FormatException($"{name} is no argument of engine: --deals, --warm, --part, --json or --full was expected."),
            };
        }

        return options;
    }
}
