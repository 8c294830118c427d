using System.Globalization;
using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>The network policies let through what the rendered pods need, and little else.</summary>
public sealed class NetworkTests
{
    [RenderedFact]
    public async Task Locally_nodes_reach_each_other_the_database_the_simulator_and_nothing_else()
    {
        var manifests = await Manifests.OfAsync("local");
        var (node, schema, postgres, keepa) = (Pod(manifests, "deals"), Pod(manifests, "deals-schema"), Pod(manifests, "postgres"), Pod(manifests, "keepa"));

        Assert.True(Lets(manifests, node, node, "remoting", 4053));
        Assert.True(Lets(manifests, node, postgres, "postgres", 5432));
        Assert.True(Lets(manifests, node, keepa, "http", 5090));
        Assert.True(Lets(manifests, schema, postgres, "postgres", 5432));
        Assert.True(Hears(manifests, node, from: null, "http", 5080));
        Assert.True(SaysTo(manifests, node, port: 53));

        Assert.False(Hears(manifests, node, from: null, "remoting", 4053));
        Assert.False(Lets(manifests, schema, node, "remoting", 4053));
        Assert.False(Hears(manifests, postgres, from: null, "postgres", 5432));
        Assert.False(Lets(manifests, keepa, postgres, "postgres", 5432));
        Assert.False(SaysTo(manifests, node, port: 443));
        Assert.False(SaysTo(manifests, keepa, port: 443));
    }

    [RenderedFact]
    public async Task In_production_nodes_reach_the_database_and_https_and_the_schema_job_no_more_than_the_database()
    {
        var manifests = await Manifests.OfAsync("production");
        var (node, schema) = (Pod(manifests, "deals"), Pod(manifests, "deals-schema"));

        Assert.True(Lets(manifests, node, node, "remoting", 4053));
        Assert.All([5432, 443, 53], port => Assert.True(SaysTo(manifests, node, port)));
        Assert.All([5432, 53], port => Assert.True(SaysTo(manifests, schema, port)));

        Assert.False(SaysTo(manifests, schema, port: 443));
        Assert.False(SaysTo(manifests, node, port: 80));
        Assert.False(Hears(manifests, node, from: null, "remoting", 4053));
    }

    private static V1PodTemplateSpec Pod(Manifests manifests, string workload) => manifests.Workloads.Single(w => w.Name == workload).Template;

    /// <summary>Both ends have to let it through.</summary>
    private static bool Lets(Manifests manifests, V1PodTemplateSpec from, V1PodTemplateSpec to, string name, int port) =>
        Hears(manifests, to, from, name, port)
        && Of(manifests, from).Any(n => (n.Spec.Egress ?? []).Any(rule => Is(rule.Ports, name, port) && (rule.To is null || rule.To.Any(peer => Covers(peer, to)))));

    /// <summary>Whether a pod hears another, or with none anybody, at a port.</summary>
    private static bool Hears(Manifests manifests, V1PodTemplateSpec pod, V1PodTemplateSpec? from, string name, int port) =>
        Of(manifests, pod).Any(n => (n.Spec.Ingress ?? []).Any(rule =>
            Is(rule.Ports, name, port) && (rule.FromProperty is null || (from is not null && rule.FromProperty.Any(peer => Covers(peer, from))))));

    /// <summary>Whether a pod may speak to a port outside its namespace.</summary>
    private static bool SaysTo(Manifests manifests, V1PodTemplateSpec pod, int port) => Of(manifests, pod).Any(n =>
        (n.Spec.Egress ?? []).Any(rule => Is(rule.Ports, name: null, port) && (rule.To is null || rule.To.Any(peer => peer.NamespaceSelector is not null || peer.IpBlock is not null))));

    private static List<V1NetworkPolicy> Of(Manifests manifests, V1PodTemplateSpec pod)
    {
        var policies = manifests.Of<V1NetworkPolicy>().Where(n => Matches(n.Spec.PodSelector, pod)).ToList();
        Assert.Contains(policies, n => n.Spec.PolicyTypes.Contains("Ingress"));
        Assert.Contains(policies, n => n.Spec.PolicyTypes.Contains("Egress"));
        return policies;
    }

    private static bool Is(IList<V1NetworkPolicyPort> ports, string? name, int port) =>
        ports.Any(p => p.Port.Value == port.ToString(CultureInfo.InvariantCulture) || (name is not null && p.Port.Value == name));

    private static bool Covers(V1NetworkPolicyPeer peer, V1PodTemplateSpec pod) => peer is { NamespaceSelector: null, PodSelector: { } selector } && Matches(selector, pod);

    private static bool Matches(V1LabelSelector selector, V1PodTemplateSpec pod) =>
        selector.MatchLabels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
