using System.Globalization;

namespace Deals.Bench.Recovery;

/// <summary>How large the stores are that a node starts on.</summary>
internal sealed record RecoveryOptions
{
    private const int ManyOfFull = 5_000_000;
    private static readonly string[] AllParts = ["router", "crowds"];

    /// <summary>The smaller crowd.</summary>
    public int Few { get; init; } = 15_000;

    /// <summary>The larger one.</summary>
    public int Many { get; init; } = 1_000_000;

    /// <summary>The parts that are run.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>How often a node is started on each.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>What makes the simulated world another than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static RecoveryOptions Read(IReadOnlyList<string> args)
    {
        var options = args.Contains("--full") ? new RecoveryOptions { Many = ManyOfFull } : new RecoveryOptions();
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--deals" => options with { Many = Whole(name, value, options.Few, 100_000_000) },
                "--few" => options with { Few = Whole(name, value, 1_000, 1_000_000) },
                "--starts" => options with { Starts = Whole(name, value, 1, 100) },
                "--part" when AllParts.Contains(value) => options with { Parts = [value] },
                "--part" => throw new FormatException($"--part is '{value}': one of {string.Join(", ", AllParts)} was expected."),
                "--seed" => options with { Seed = Whole(name, value, 0, int.MaxValue) },
                "--json" => options with { Json = Path.GetFullPath(value) },
                _ => throw new FormatException($"{name} is no argument of recovery: --deals, --few, --starts, --part, --seed, --json or --full was expected."),
            };
        }

        return options;
    }

    private static int Whole(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from {least} to {most} was expected.");
}
