using Deals.Simulator;
using Deals.Tests.Host;
using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>What is rendered is what Kubernetes takes, and what the program serves.</summary>
public sealed class ManifestTests
{
    [RenderedTheory]
    [InlineData("local", 17)]
    [InlineData("production", 11)]
    public async Task Every_manifest_is_of_its_kind_and_no_field_is_unknown(string overlay, int count)
    {
        var manifests = await Manifests.OfAsync(overlay);

        Assert.Equal(count, manifests.All().Count);
        Assert.All(manifests.All(), m => Assert.True(m is V1Namespace || m.Metadata.NamespaceProperty == "deals", $"{m.Kind} {m.Metadata.Name} is in another namespace."));
    }

    [RenderedFact]
    public async Task An_unknown_field_is_refused()
    {
        var yaml = (await Manifests.OfAsync("local")).Yaml;

        var refused = Assert.ThrowsAny<Exception>(() => Manifests.Parse(yaml.Replace("minReadySeconds:", "minReadySecond:", StringComparison.Ordinal)));

        Assert.Contains("minReadySecond", refused.ToString(), StringComparison.Ordinal);
    }

    [RequiredFieldsTheory]
    [InlineData("local", "StatefulSet deals")]
    [InlineData("production", "StatefulSet deals")]
    public async Task Every_required_field_is_there(string overlay, string broken)
    {
        var yaml = (await Manifests.OfAsync(overlay)).Yaml;

        var (exitCode, output, error) = await Tool.RunAsync("node", ["k8s/check/check.mjs"], yaml);
        Assert.True(exitCode == 0, output + error);

        // The check itself can fail: a port without its number.
        (exitCode, _, error) = await Tool.RunAsync("node", ["k8s/check/check.mjs"], yaml.Replace("containerPort: 4053", "hostIP: 10.0.0.1", StringComparison.Ordinal));
        Assert.Equal(1, exitCode);
        Assert.Contains($"{broken}: /spec/template/spec/containers/0/ports/0", error, StringComparison.Ordinal);
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task Selectors_find_pods_and_ports_have_names_that_exist(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var pods = manifests.Workloads.Select(w => w.Template).ToList();

        Assert.All(manifests.Of<V1StatefulSet>(), s => Assert.True(Matches(s.Spec.Selector.MatchLabels, s.Spec.Template), s.Metadata.Name));
        Assert.All(manifests.Of<V1Deployment>(), d => Assert.True(Matches(d.Spec.Selector.MatchLabels, d.Spec.Template), d.Metadata.Name));
        Assert.All(manifests.Of<V1StatefulSet>(), s => Assert.Contains(manifests.Of<V1Service>(), v => v.Metadata.Name == s.Spec.ServiceName && v.Spec.ClusterIP == "None"));
        Assert.All(manifests.Of<V1PodDisruptionBudget>(), b => Assert.Contains(pods, p => Matches(b.Spec.Selector.MatchLabels, p)));
        Assert.All(manifests.Of<V1NetworkPolicy>(), n => Assert.Contains(pods, p => Matches(n.Spec.PodSelector.MatchLabels, p)));
        Assert.All(pods.SelectMany(p => p.Spec.TopologySpreadConstraints ?? [], (p, c) => (p, c)), x => Assert.True(Matches(x.c.LabelSelector.MatchLabels, x.p)));
        foreach (var service in manifests.Of<V1Service>())
        {
            var behind = Assert.Single(pods, p => Matches(service.Spec.Selector, p));
            Assert.All(service.Spec.Ports, port => Assert.Contains(behind.Spec.Containers.SelectMany(c => c.Ports), p => p.Name == port.TargetPort.Value));
        }
    }

    [RenderedFact]
    public async Task Probes_of_a_node_ask_what_it_answers_and_restart_it_only_for_its_own_process()
    {
        var container = (await Manifests.OfAsync("local")).Nodes.Spec.Template.Spec.Containers.Single();
        await using var node = await FakeNode.StartAsync();
        Assert.Equal(("/health/live", "/health/live", "/health/ready"), (container.StartupProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path));
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
        {
            Assert.Contains(container.Ports, p => p.Name == probe.HttpGet.Port.Value);
            Assert.True((await node.Http.GetAsync(new Uri(probe.HttpGet.Path, UriKind.Relative))).IsSuccessStatusCode, probe.HttpGet.Path);
        }
    }

    [RenderedFact]
    public async Task Probes_of_the_simulator_ask_what_it_answers()
    {
        var container = (await Manifests.OfAsync("local")).Of<V1Deployment>().Single(d => d.Metadata.Name == "keepa").Spec.Template.Spec.Containers.Single();
        await using var keepa = await SimulatedKeepa.StartAsync(new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = 1 }, TimeProvider.System);
        using var http = new HttpClient { BaseAddress = keepa.Address };
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
        {
            Assert.Contains(container.Ports, p => p.Name == probe.HttpGet.Port.Value);
            Assert.True((await http.GetAsync(new Uri(probe.HttpGet.Path, UriKind.Relative))).IsSuccessStatusCode, probe.HttpGet.Path);
        }
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task Every_pod_is_confined(string overlay)
    {
        foreach (var (name, template) in (await Manifests.OfAsync(overlay)).Workloads)
        {
            Assert.False(template.Spec.AutomountServiceAccountToken, name);
            Assert.True(template.Spec.SecurityContext.RunAsNonRoot, name);
            Assert.NotEqual(0, template.Spec.SecurityContext.RunAsUser ?? 0);
            Assert.Equal("RuntimeDefault", template.Spec.SecurityContext.SeccompProfile.Type);
            Assert.All(template.Spec.Containers, c =>
            {
                Assert.True(c.SecurityContext.ReadOnlyRootFilesystem, c.Name);
                Assert.False(c.SecurityContext.AllowPrivilegeEscalation, c.Name);
                Assert.Equal(["ALL"], c.SecurityContext.Capabilities.Drop);
                Assert.Null(c.SecurityContext.Capabilities.Add);
                Assert.Equal(c.Resources.Limits["memory"].ToString(), c.Resources.Requests["memory"].ToString());
                Assert.Matches(@"^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$", c.Image);
            });
        }
    }

    [RenderedTheory]
    [InlineData("local")]
    [InlineData("production")]
    public async Task A_drain_takes_one_node_and_gives_it_the_time_that_it_needs(string overlay)
    {
        var manifests = await Manifests.OfAsync(overlay);
        var budget = Assert.Single(manifests.Of<V1PodDisruptionBudget>());

        Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
        Assert.True(Matches(budget.Spec.Selector.MatchLabels, manifests.Nodes.Spec.Template));
        Assert.True(manifests.Nodes.Spec.Template.Spec.TerminationGracePeriodSeconds >= global::Deals.Host.Node.LongestShutdown.TotalSeconds + 10);
    }

    private static bool Matches(IDictionary<string, string> selector, V1PodTemplateSpec pod) =>
        selector.Count > 0 && selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
