using System.Globalization;

namespace Deals.Bench.Budget;

/// <summary>What is run.</summary>
internal sealed record BudgetOptions
{
    private const int SeedsOfFull = 10;

    /// <summary>How many days of each kind, each with a seed of its own.</summary>
    public int Days { get; init; } = 1;

    /// <summary>What makes the first day another than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static BudgetOptions Read(IReadOnlyList<string> args)
    {
        var options = args.Contains("--full") ? new BudgetOptions { Days = SeedsOfFull } : new BudgetOptions();
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--seed" => options with { Seed = Whole(name, value) },
                "--json" => options with { Json = Path.GetFullPath(value) },
                _ => throw new FormatException($"{name} is no argument of budget: --seed, --json or --full was expected."),
            };
        }

        return options;
    }

    private static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from 0 to {int.MaxValue} was expected.");
}
