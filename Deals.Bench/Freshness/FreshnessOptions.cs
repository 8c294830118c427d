using System.Globalization;

namespace Deals.Bench.Freshness;

/// <summary>What is run.</summary>
internal sealed record FreshnessOptions
{
    /// <summary>Days before the measured ones.</summary>
    public const int WarmUp = 7;

    private static readonly string[] Parts = ["policies", "sweeps", "changes", "million", "feed", "host"];

    /// <summary>The populations of the comparison of policies.</summary>
    public IReadOnlyList<PopulationPlan> Populations { get; init; } = [.. PopulationPlan.All.Where(static p => p.Name is "BASE" or "FAST" or "HOT" or "HOT5m")];

    /// <summary>How many of each.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>How many of each in the parts that take long for each: sweeps and changes.</summary>
    public int SeedsOfLong { get; init; } = 1;

    /// <summary>What makes the first another than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Days that are measured.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Which parts.</summary>
    public IReadOnlyList<string> Run { get; init; } = ["policies", "sweeps", "changes"];

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>The measured days.</summary>
    public MeasuredSpan Span => new(WarmUp, WarmUp + Days);

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static FreshnessOptions Read(IReadOnlyList<string> args)
    {
        var options = args.Contains("--full")
            ? new FreshnessOptions { Populations = PopulationPlan.All, Seeds = 5, SeedsOfLong = 5, Run = Parts }
            : new FreshnessOptions();
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--seed" => options with { Seed = Whole(name, value, 0) },
                "--seeds" => options with { Seeds = Whole(name, value, 1), SeedsOfLong = Math.Min(options.SeedsOfLong, Whole(name, value, 1)) },
                "--days" => options with { Days = Whole(name, value, 1) },
                "--populations" => options with { Populations = [.. value.Split(',').Select(PopulationOf)] },
                "--part" => options with { Run = [.. value.Split(',').Select(PartOf)] },
                "--json" => options with { Json = Path.GetFullPath(value) },
                _ => throw new FormatException($"{name} is no argument of freshness: --populations, --seeds, --seed, --days, --part, --json or --full was expected."),
            };
        }

        return options;
    }

    private static PopulationPlan PopulationOf(string name) => PopulationPlan.All.FirstOrDefault(p => p.Name == name)
        ?? throw new FormatException($"'{name}' is no population: {string.Join(", ", PopulationPlan.All.Select(static p => p.Name))} were expected.");

    private static string PartOf(string name) => Parts.Contains(name)
        ? name
        : throw new FormatException($"'{name}' is no part of freshness: {string.Join(", ", Parts)} were expected.");

    private static int Whole(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from {least} to {int.MaxValue} was expected.");
}
