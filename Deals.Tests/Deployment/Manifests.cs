using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>An overlay as Kubernetes would get it: rendered, and every field known to its kind.</summary>
internal sealed class Manifests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifests>>> Rendered = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<IKubernetesObject<V1ObjectMeta>> _all;

    private Manifests(string yaml) => (Yaml, _all) = (yaml, Parse(yaml));

    /// <summary>The text.</summary>
    public string Yaml { get; }

    /// <summary>What runs in pods, each with its pods' template.</summary>
    public IReadOnlyList<(string Name, V1PodTemplateSpec Template)> Workloads =>
    [
        .. Of<V1StatefulSet>().Select(s => (s.Metadata.Name, s.Spec.Template)),
        .. Of<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template)),
        .. Of<V1Job>().Select(j => (j.Metadata.Name, j.Spec.Template)),
    ];

    /// <summary>The nodes.</summary>
    public V1StatefulSet Nodes => Of<V1StatefulSet>().Single(s => s.Metadata.Name == "deals");

    /// <summary>Renders an overlay, once for all tests.</summary>
    public static Task<Manifests> OfAsync(string overlay) => Rendered.GetOrAdd(overlay, name => new Lazy<Task<Manifests>>(() => RenderAsync(name))).Value;

    /// <summary>Reads manifests strictly.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Parse(string yaml) =>
        [.. KubernetesYaml.LoadAllFromString(yaml, typeMap: null, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    /// <summary>All of a kind.</summary>
    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    /// <summary>All.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> All() => _all;

    private static async Task<Manifests> RenderAsync(string overlay)
    {
        var (exitCode, yaml, error) = await Tool.RunAsync("kubectl", ["kustomize", $"k8s/overlays/{overlay}"]);
        return exitCode == 0 ? new Manifests(yaml) : throw new InvalidOperationException(error);
    }
}
