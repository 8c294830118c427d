using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Deals.Actors.Hosting;
using Deals.Host.Cli;
using Deals.Host.Start;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Deals.Tests.Deployment;

/// <summary>The environment that the rendered manifests give each pod is one with which a node starts.</summary>
public sealed class EnvironmentTests
{
    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task Each_pod_is_told_settings_that_exist_and_with_which_it_starts(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var container = manifests.Nodes.Spec.Template.Spec.Containers.Single();
        for (var ordinal = 0; ordinal < manifests.Nodes.Spec.Replicas; ordinal++)
        {
            var environment = Pods.EnvironmentOf(manifests, container, ordinal, ASecret);
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(environment.Select(e => KeyValuePair.Create(e.Key.Replace("__", ":", StringComparison.Ordinal), (string?)e.Value)))
                .Build();

            var options = NodeOptions.From(configuration);

            Assert.All(environment.Keys.Where(k => !k.StartsWith("POD_", StringComparison.Ordinal) && k != "DEALS_API_KEY"), key =>
            {
                CommandLine.Split([$"--{key.Replace("__", ":", StringComparison.Ordinal)}=x"], out var unknown);
                Assert.Null(unknown);
            });
            Assert.Equal(PersistenceProvider.PostgreSql, options.Persistence.Provider);
            Assert.False(options.Keepa.IsSimulated);
            Assert.Equal([ApiRole.Operator, ApiRole.Reader], options.Api.Keys.Select(k => k.Role));
            Assert.Equal((manifests.Nodes.Spec.Replicas / 2) + 1, options.Cluster.MinMembers);
            // Whoever has no keys does not listen for others.
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Configuration.AddConfiguration(configuration);
            builder.Listen(options.Api);
        }
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task The_seeds_are_the_first_pods_in_order_at_the_port_of_remoting(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var nodes = manifests.Nodes;
        var container = nodes.Spec.Template.Spec.Containers.Single();
        var all = Enumerable.Range(0, nodes.Spec.Replicas!.Value).Select(i => Cluster(Pods.EnvironmentOf(manifests, container, i, ASecret))).ToList();

        Assert.All(all, c => Assert.Equal(all.Select(p => p.SelfAddress), c.SeedNodes));
        Assert.All(all, c => Assert.Equal(container.Ports.Single(p => p.Name == "remoting").ContainerPort, c.Port));
        Assert.All(all, (c, i) => Assert.Equal($"deals-{i}.{nodes.Spec.ServiceName}.deals.svc", c.PublicHostname));
        Assert.Equal("0.0.0.0", all[0].Hostname);
        // A pod is found by name before it is ready, and no pod waits for another to be.
        Assert.True(manifests.Of<V1Service>().Single(s => s.Metadata.Name == nodes.Spec.ServiceName).Spec.PublishNotReadyAddresses);
        Assert.Equal("Parallel", nodes.Spec.PodManagementPolicy);
        Assert.Equal(container.Ports.Single(p => p.Name == "http").ContainerPort, new Uri(Pods.EnvironmentOf(manifests, container, 0, ASecret)["Urls"]).Port);
    }

    [RenderedFact]
    public async Task Nodes_and_simulator_live_on_one_clock_and_find_each_other()
    {
        var manifests = await Manifests.OfAsync("local");
        var keepa = manifests.Of<V1Deployment>().Single(d => d.Metadata.Name == "keepa");
        var container = keepa.Spec.Template.Spec.Containers.Single();
        var variables = Pods.EnvironmentOf(manifests, container, 0, ASecret);
        var arguments = container.Args.Select(a => PodEnvironment.Expand(a, variables)).ToList();
        var node = Pods.EnvironmentOf(manifests, manifests.Nodes.Spec.Template.Spec.Containers.Single(), 0, ASecret);

        Assert.Equal(node["Time__Origin"], ValueOf(arguments, "--time-origin"));
        var service = manifests.Of<V1Service>().Single(s => s.Metadata.Name == new Uri(node["Keepa__BaseUrl"]).Host);
        Assert.Equal(new Uri(node["Keepa__BaseUrl"]).Port, service.Spec.Ports.Single().Port);
        Assert.Equal($"{container.Ports.Single().ContainerPort}", ValueOf(arguments, "--port"));
        Assert.Equal((1, "Recreate"), (keepa.Spec.Replicas, keepa.Spec.Strategy.Type));
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task Secrets_are_only_referred_to_and_every_one_is_documented(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var readme = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "k8s", "README.md"));
        var variables = manifests.Workloads.SelectMany(w => w.Template.Spec.Containers).SelectMany(c => c.Env ?? []).ToList();

        Assert.Empty(manifests.Of<V1Secret>());
        var references = variables.Select(v => v.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>().Select(r => (r.Name, r.Key)).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.Contains($"| `{r.Name}` | `{r.Key}` |", readme, StringComparison.Ordinal));
        Assert.All(
            variables.Where(v => Regex.IsMatch(v.Name, "password|connectionstring|hash$|apikey|api_key", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))),
            v => Assert.NotNull(v.ValueFrom?.SecretKeyRef));
        Assert.DoesNotMatch(@"(?i)password=", manifests.Yaml);
    }

    [RenderedFact("sh")]
    public async Task The_local_secrets_are_those_that_the_pods_ask_for()
    {
        var manifests = await Manifests.OfAsync("local");
        var (exitCode, yaml, told) = await Tool.RunAsync("sh", ["k8s/overlays/local/secrets.sh", "deals"]);
        Assert.Equal(0, exitCode);
        var secrets = Manifests.Parse(yaml).Cast<V1Secret>().ToDictionary(s => s.Metadata.Name, s => s.StringData, StringComparer.Ordinal);

        string ValueOfSecret(V1SecretKeySelector key) => secrets[key.Name][key.Key];
        foreach (var container in manifests.Workloads.SelectMany(w => w.Template.Spec.Containers))
            Pods.EnvironmentOf(manifests, container, 0, ValueOfSecret);
        var node = Pods.EnvironmentOf(manifests, manifests.Nodes.Spec.Template.Spec.Containers.Single(), 0, ValueOfSecret);
        var operatorKey = Regex.Match(told, @"(?<=operator's key: )\S+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.Equal(node["Api__Keys__0__Hash"], Sha256(operatorKey));
        Assert.Equal(node["Api__Keys__1__Hash"], Sha256(node["DEALS_API_KEY"]));
        Assert.Contains($"Password={secrets["deals-database"]["password"]}", node["ConnectionStrings__Deals"], StringComparison.Ordinal);
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task The_schema_job_migrates_the_database_of_the_nodes_with_their_image(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var job = manifests.Of<V1Job>().Single().Spec.Template.Spec.Containers.Single();
        var node = manifests.Nodes.Spec.Template.Spec.Containers.Single();

        Assert.Equal(node.Image, job.Image);
        Assert.Contains(SchemaVerbs.Palette.Commands, c => job.Args.SequenceEqual([SchemaVerbs.Palette.Name, c.Name]) && c.Mutates);
        var (ofJob, ofNode) = (Pods.EnvironmentOf(manifests, job, 0, ASecret), Pods.EnvironmentOf(manifests, node, 0, ASecret));
        Assert.Equal(["Persistence__Provider", "ConnectionStrings__Deals"], ofJob.Keys);
        Assert.All(ofJob, v => Assert.Equal(ofNode[v.Key], v.Value));
    }

    private static ClusterOptions Cluster(IReadOnlyDictionary<string, string> environment) => ClusterOptions.From(new ConfigurationBuilder()
        .AddInMemoryCollection(environment.Select(e => KeyValuePair.Create(e.Key.Replace("__", ":", StringComparison.Ordinal), (string?)e.Value)))
        .Build());

    private static string ValueOf(List<string> arguments, string name) => arguments[arguments.IndexOf(name) + 1];

    private static string ASecret(V1SecretKeySelector key) => key.Key switch
    {
        "connection-string" => "Host=postgres;Database=deals;Username=deals;Password=secret",
        "operator-hash" or "reader-hash" => Sha256(key.Key),
        _ => "abc123",
    };

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
