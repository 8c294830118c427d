using System.Globalization;

namespace Deals.Bench.Chaos;

/// <summary>How a node, or a cluster, is tormented.</summary>
internal sealed record ChaosOptions
{
    private const int KillsOfFull = 500;
    private const int DealsOfFull = 10_000;
    private const int DealsOfCluster = 15_000;
    private const int KillsOfCluster = 50;
    private const int RateOfCluster = 20;
    private const int MostNodes = 9;

    /// <summary>How many nodes: one on files, or several on PostgreSQL.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>How often it is killed.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>What makes the moments, and the simulated world, others than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Tokens a (domain) minute.</summary>
    public int Rate { get; init; } = 30;

    /// <summary>Products of the simulated world; nearly all of them are deals. Few enough that each is looked at several times in a run.</summary>
    public int Deals { get; init; } = 600;

    /// <summary>Of a cluster: for how many stored deals there is one that is due at once, and one more to be found.</summary>
    public int OneNewIn { get; init; } = 30;

    /// <summary>Domain seconds a wall second.</summary>
    public double Scale { get; init; } = 120;

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>The host's dll; a relative path is beside the bench.</summary>
    public string Host { get; init; } = "Deals.Host.dll";

    /// <summary>The simulator's port; the node's is the next. Absent: free ones.</summary>
    public int? Port { get; init; }

    /// <summary>The mean of the waits before a kill; shorter for tests.</summary>
    public TimeSpan MeanLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a killed node of a cluster stays away at most: shorter and longer than it takes to notice that a node is gone, and to put it out.</summary>
    public TimeSpan LongestAway { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The client's longest wait for an answer; a permit that died is held that much longer than it may travel.</summary>
    public TimeSpan KeepaTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="FormatException">One is wrong; the message says which.</exception>
    public static ChaosOptions Read(IReadOnlyList<string> args)
    {
        var options = ByDefault(args.Contains("--full"), NodesOf(args));
        var rest = new Queue<string>(args.Where(a => a != "--full"));
        while (rest.TryDequeue(out var name))
        {
            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} has no value.");
            options = name switch
            {
                "--nodes" => options,
                "--kills" => options with { Kills = Whole(name, value, 0, 100_000) },
                "--seed" => options with { Seed = Whole(name, value, 0, int.MaxValue) },
                "--rate" => options with { Rate = Whole(name, value, 1, 10_000) },
                "--deals" => options with { Deals = Whole(name, value, 100, 1_000_000) },
                "--scale" => options with { Scale = Whole(name, value, 1, 200) },
                "--port" => options with { Port = Whole(name, value, 1024, 65_534) },
                "--json" => options with { Json = Path.GetFullPath(value) },
                "--host" => options with { Host = File.Exists(value) ? Path.GetFullPath(value) : throw new FormatException($"--host is '{value}': a built Deals.Host.dll was expected.") },
                _ => throw new FormatException($"{name} is no argument of chaos: --nodes, --kills, --seed, --rate, --deals, --scale, --json, --host, --port or --full was expected."),
            };
        }

        return options;
    }

    private static ChaosOptions ByDefault(bool isFull, int nodes) => nodes > 1
        ? new ChaosOptions { Nodes = nodes, Kills = isFull ? KillsOfFull : KillsOfCluster, Deals = DealsOfCluster, Rate = RateOfCluster }
        : isFull ? new ChaosOptions { Kills = KillsOfFull, Deals = DealsOfFull } : new ChaosOptions();

    // What is left unsaid depends on it.
    private static int NodesOf(IReadOnlyList<string> args)
    {
        var place = args.ToList().LastIndexOf("--nodes");
        return place < 0 ? 1 : Whole("--nodes", place + 1 < args.Count ? args[place + 1] : "", 1, MostNodes);
    }

    private static int Whole(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from {least} to {most} was expected.");
}
