using System.Diagnostics;
using System.Globalization;

namespace Deals.Bench.Processes;

/// <summary>Real nodes on one machine, on one PostgreSQL database and one simulated Keepa, each kept running.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private readonly List<OwnEnd> _ownEnds = [];

    private RunningCluster(IReadOnlyList<string> seeds, IReadOnlyList<KeptNode> nodes) => (Seeds, Nodes) = (seeds, nodes);

    /// <summary>Where the nodes find each other.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>In the order of the seeds.</summary>
    public IReadOnlyList<KeptNode> Nodes { get; }

    /// <summary>The nodes that have ended by themselves.</summary>
    public IReadOnlyList<OwnEnd> OwnEnds => _ownEnds;

    /// <summary>Told of an end that nobody had asked for.</summary>
    public Func<OwnEnd, Task> OnOwnEnd { get; set; } = _ => Task.CompletedTask;

    /// <summary>The node with the latest router; absent before the first.</summary>
    public KeptNode? RoutersNode => Nodes.Where(n => n.Epoch > 0).MaxBy(n => n.Epoch);

    /// <summary>A node that runs.</summary>
    /// <exception cref="IOException">None does.</exception>
    public KeptNode Living => Nodes.LastOrDefault(n => n.IsRunning) ?? throw new IOException("No node runs at this moment.");

    /// <summary>Makes the nodes; they are started by the first wait.</summary>
    /// <param name="count">How many.</param>
    /// <param name="folder">Where each has a folder of its own.</param>
    /// <param name="host">The host's dll.</param>
    /// <param name="database">The connection string.</param>
    /// <param name="settings">Further settings of all.</param>
    public static RunningCluster Of(int count, string folder, string host, string database, params IEnumerable<string> settings)
    {
        var ports = ProcessUnderTest.KeptPorts(count * 2);
        var seeds = ports.Take(count).Select(port => $"akka.tcp://Deals@127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}").ToList();
        return new RunningCluster(seeds, [.. Enumerable.Range(0, count).Select(i => new KeptNode(i + 1, Node.At(
            System.IO.Directory.CreateDirectory(Path.Combine(folder, $"node-{i + 1}")).FullName,
            host,
            ports[count + i],
            [
                "--Persistence:Provider=PostgreSql",
                $"--ConnectionStrings:Deals={database}",
                $"--Cluster:Port={ports[i]}",
                $"--Cluster:SeedNodes={string.Join(',', seeds)}",
                $"--Cluster:MinMembers={Math.Min(2, count)}",
                .. settings,
            ])))]);
    }

    /// <summary>Waits, looking after the nodes meanwhile, until something holds.</summary>
    /// <returns>Whether it came to hold in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan within, Func<Task<bool>> until, CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            await TendAsync();
            if (await until())
                return true;
            if (since.Elapsed >= within)
                return false;
            var left = within - since.Elapsed;
            await Pause.ForAsync(left < Glance ? left : Glance, cancellation);
        }
    }

    /// <summary>Waits a time, looking after the nodes meanwhile.</summary>
    public Task WaitAsync(TimeSpan pause, CancellationToken cancellation) => WaitAsync(pause, () => Task.FromResult(false), cancellation);

    /// <summary>Looks after the nodes beside whatever else is done, until it is disposed of.</summary>
    public IAsyncDisposable Tended(CancellationToken cancellation) => new Keeper(this, cancellation);

    private async Task TendAsync()
    {
        foreach (var node in Nodes)
        {
            if (node.Tend() is not { } end)
                continue;
            _ownEnds.Add(end);
            await OnOwnEnd(end);
        }
    }

    /// <summary>Waits until every node is ready and sees all others; the time that it took.</summary>
    /// <exception cref="NotInTimeException">It is not so in time; the message has the last lines of each.</exception>
    public async Task<TimeSpan> WholeAsync(TimeSpan within, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        if (await WaitAsync(within, async () => (await Task.WhenAll(Nodes.Select(n => n.SeesAllAsync(Nodes.Count)))).All(sees => sees), cancellation))
            return since.Elapsed;
        throw new NotInTimeException($"The cluster was not whole within {within.TotalSeconds:0} s.\n{string.Join("\n", Nodes.Select(n => $"--- node {n.Number}\n{(n.IsRunning ? n.Node.Process.Tail(15) : "does not run")}"))}");
    }

    /// <summary>Ends all of them in good order, all at once; their exit codes.</summary>
    public async Task<IReadOnlyList<int>> StopAsync(TimeSpan within) => await Task.WhenAll(Nodes.Select(n => n.StopAsync(within)));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }

    private sealed class Keeper : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping;
        private readonly Task _tending;

        public Keeper(RunningCluster cluster, CancellationToken cancellation)
        {
            _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _tending = TendAsync(cluster, _stopping.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _tending;
            _stopping.Dispose();
        }

        private static async Task TendAsync(RunningCluster cluster, CancellationToken cancellation)
        {
            using var timer = new PeriodicTimer(Glance);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellation))
                    await cluster.TendAsync();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Its time is over.
            }
        }
    }
}
