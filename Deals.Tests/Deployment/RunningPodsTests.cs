using System.Net;
using System.Security.Cryptography;
using System.Text;
using Deals.Tests.Cluster;
using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>The local overlay's pods as real processes: each gets exactly the environment and the words that its container gets. In place of the pods'
/// network every pod has an address of the loopback of its own, so that all ports stay as they are rendered; the names of pods and services are put
/// as these addresses into the values, and so is 0.0.0.0, which would be one and the same for all pods here.</summary>
[Collection(Processes.Name)]
public sealed class RunningPodsTests : IAsyncLifetime
{
    private const string ReaderKey = "readers-key";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();
    private readonly Loopback _network = Loopback.Free();
    private readonly List<ProcessUnderTest> _running = [];
    private PostgresServer? _postgres;
    private string _database = "";

    public async Task InitializeAsync()
    {
        if (PodsFactAttribute.Reason is not null)
            return;
        _postgres = await PostgresServer.StartAsync();
        _database = await _postgres.CreateDatabaseAsync(empty: true);
    }

    [PodsFact]
    public async Task Three_pods_of_the_local_overlay_become_one_cluster_and_one_leaves_it_in_its_grace_period()
    {
        var local = await Manifests.OfAsync("local");
        var node = local.Nodes.Spec.Template.Spec.Containers.Single();
        var (migrated, said) = await MigrateAsync(local.Of<V1Job>().Single());
        Assert.True(migrated == 0, said);
        var keepa = local.Of<V1Deployment>().Single().Spec.Template.Spec.Containers.Single();
        Run("Deals.Simulator.dll", Loopback.Keepa, keepa, local);

        var pods = Enumerable.Range(0, local.Nodes.Spec.Replicas!.Value).Select(i => Run("Deals.Host.dll", i, node, local)).ToList();
        for (var i = 0; i < pods.Count; i++)
            await ReadyAsync(i, node, pods[i]);

        var shown = await CommandAsync(local, node, "cluster", "show");
        Assert.Equal(["Count: 3 nodes"], shown.Where(l => l.StartsWith("Count", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains(shown, l => l.StartsWith($"akka.tcp://Deals@{_network[i]}:4053 | [deals] | up |", StringComparison.Ordinal)));
        await Eventually.Holds("deals are found", Patience, async () => (await CommandAsync(local, node, "deals", "list", "--limit", "1")).Any(l => l.StartsWith("1-", StringComparison.Ordinal)));

        await pods[2].TerminateAsync();
        Assert.Equal(0, await pods[2].ExitAsync(TimeSpan.FromSeconds(local.Nodes.Spec.Template.Spec.TerminationGracePeriodSeconds!.Value)));
        await Eventually.Holds("two are left", Patience, async () => (await CommandAsync(local, node, "cluster", "show")).Contains("Count: 2 nodes"));
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _running)
            await process.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(int ExitCode, string Said)> MigrateAsync(V1Job job)
    {
        var container = job.Spec.Template.Spec.Containers.Single();
        var process = Run("Deals.Host.dll", 0, container, await Manifests.OfAsync("local"));
        return (await process.ExitAsync(Patience), process.Tail());
    }

    /// <summary>Starts a container's program with its words and nothing in its environment but what it is given.</summary>
    private ProcessUnderTest Run(string program, int pod, V1Container container, Manifests manifests, params IEnumerable<string> words)
    {
        var environment = Pods.EnvironmentOf(manifests, container, pod, ASecret);
        var arguments = (container.Args ?? []).Select(a => PodEnvironment.Expand(a, environment)).Concat(words);
        var process = ProcessUnderTest.StartProgram("env", _folder.Path,
        [
            "-i",
            $"PATH={Environment.GetEnvironmentVariable("PATH")}",
            $"HOME={_folder.Path}",
            .. environment.Select(e => $"{e.Key}={Here(e.Value, pod)}"),
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, program),
            .. arguments.Select(a => Here(a, pod).Replace("/state/", _folder.Path + "/", StringComparison.Ordinal)),
        ]);
        _running.Add(process);
        return process;
    }

    private string Here(string value, int pod)
    {
        for (var i = 0; i < Loopback.Keepa; i++)
            value = value.Replace($"deals-{i}.deals.deals.svc", $"{_network[i]}", StringComparison.Ordinal);
        return value.Replace("http://keepa:", $"http://{_network[Loopback.Keepa]}:", StringComparison.Ordinal).Replace("0.0.0.0", $"{_network[pod]}", StringComparison.Ordinal);
    }

    private async Task ReadyAsync(int pod, V1Container container, ProcessUnderTest process)
    {
        var probe = container.ReadinessProbe.HttpGet;
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_network[pod]}:{container.Ports.Single(p => p.Name == probe.Port.Value).ContainerPort}") };
        var last = "";
        try
        {
            await Eventually.Holds($"pod {pod} is ready", Patience, async () =>
            {
                if (process.HasExited)
                    throw new NotInTimeException($"Pod {pod} ended with {process.ExitCode}.");
                using var answer = await http.GetAsync(new Uri(probe.Path, UriKind.Relative));
                last = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.OK;
            });
        }
        catch (NotInTimeException late)
        {
            throw new NotInTimeException($"{late.Message} It said: {last}\n{process.Tail()}", late);
        }
    }

    /// <summary>As <c>kubectl exec deals-0 -- deals ...</c>: in the pod's environment, whose key is the reader's.</summary>
    private async Task<IReadOnlyList<string>> CommandAsync(Manifests manifests, V1Container container, params string[] words)
    {
        var process = Run("Deals.Host.dll", 0, container, manifests, [.. words, "--node", $"http://{_network[0]}:5080"]);
        await process.ExitAsync(Patience);
        return process.Output;
    }

    private string ASecret(V1SecretKeySelector key) => key.Key switch
    {
        "connection-string" => _database,
        "reader-key" => ReaderKey,
        "reader-hash" => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ReaderKey))),
        _ => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("another key"))),
    };

    /// <summary>Addresses that stay within this machine, one for each pod; every program that listens on one leaves the same port free on the others.</summary>
    private sealed class Loopback
    {
        /// <summary>Whose address comes after the nodes'.</summary>
        public const int Keepa = 3;

        private readonly string _start;

        private Loopback(string start) => _start = start;

        public string this[int pod] => $"{_start}.{pod + 2}";

        /// <summary>A range that nobody else takes by chance.</summary>
        public static Loopback Free() => new($"127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}");
    }
}

/// <summary>A test that runs pods as processes; skipped where the manifests cannot be rendered, no PostgreSQL server is installed, or the loopback has one address alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PodsFactAttribute : FactAttribute
{
    public PodsFactAttribute() => Skip = Reason;

    /// <summary>Why it cannot run here; absent where it can.</summary>
    public static string? Reason { get; } = OperatingSystem.IsLinux()
        ? Tool.Missing("kubectl") ?? PostgresServer.Missing
        : "Only Linux answers on every address of 127.0.0.0/8.";
}
