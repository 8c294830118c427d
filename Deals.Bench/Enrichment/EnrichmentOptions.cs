using System.Globalization;

namespace Deals.Bench.Enrichment;

/// <summary>What is run.</summary>
internal sealed record EnrichmentOptions
{
    private const int SeedsOfFull = 10;

    /// <summary>How many worlds, each with a seed of its own.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>What makes the first another than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Products of each.</summary>
    public int Products { get; init; } = 5000;

    /// <summary>Products of the simulator's world, of each seed; 0 for none.</summary>
    public int Simulated { get; init; } = 500;

    /// <summary>Bodies that are stored and evaluated again; no more than there are products.</summary>
    public int Bodies { get; init; } = 15_000;

    /// <summary>How many evaluate at a time.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>The trust from which a deal is listed.</summary>
    public decimal MinTrust { get; init; } = 0.5m;

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static EnrichmentOptions Read(IReadOnlyList<string> args)
    {
        var options = args.Contains("--full") ? new EnrichmentOptions { Seeds = SeedsOfFull } : new EnrichmentOptions();
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--seed" => options with { Seed = Whole(name, value, 0, 9_000) },
                "--seeds" => options with { Seeds = Whole(name, value, 1, 900) },
                "--products" => options with { Products = Whole(name, value, 1, 99_999) },
                "--simulated" => options with { Simulated = Whole(name, value, 0, 99_999) },
                "--bodies" => options with { Bodies = Whole(name, value, 0, int.MaxValue) },
                "--workers" => options with { Workers = Whole(name, value, 1, 64) },
                "--trust" => options with { MinTrust = Fraction(name, value) },
                "--json" => options with { Json = Path.GetFullPath(value) },
                _ => throw new FormatException($"{name} is no argument of enrichment: --seed, --seeds, --products, --simulated, --bodies, --workers, --trust, --json or --full was expected."),
            };
        }

        return options;
    }

    private static int Whole(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from {least} to {most} was expected.");

    private static decimal Fraction(string name, string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
            ? number
            : throw new FormatException($"{name} is '{value}': a fraction from 0 to 1 was expected.");
}
