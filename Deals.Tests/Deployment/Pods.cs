using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>The pods of a rendered overlay.</summary>
internal static class Pods
{
    /// <summary>What the container of pod <c>deals-{ordinal}</c> finds in its environment.</summary>
    /// <param name="manifests">The overlay.</param>
    /// <param name="container">The container.</param>
    /// <param name="ordinal">The pod's number.</param>
    /// <param name="secrets">Gives the value of a secret's key.</param>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(Manifests manifests, V1Container container, int ordinal, Func<V1SecretKeySelector, string?> secrets) =>
        new PodEnvironment($"deals-{ordinal}", "deals", manifests.Of<V1ConfigMap>().ToDictionary(c => c.Metadata.Name, StringComparer.Ordinal), secrets).Of(container);
}
