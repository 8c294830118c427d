using System.Text.RegularExpressions;
using k8s.Models;

namespace Deals.Tests.Deployment;

/// <summary>The environment that the kubelet gives a container: what it takes from elsewhere, in order, each value with the variables before it put in.</summary>
internal sealed partial class PodEnvironment(
    string podName, string podNamespace, IReadOnlyDictionary<string, V1ConfigMap> configMaps, Func<V1SecretKeySelector, string?> secrets)
{
    /// <summary>The environment of a container.</summary>
    public IReadOnlyDictionary<string, string> Of(V1Container container)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in configMaps[source.ConfigMapRef.Name].Data)
                environment[name] = value;
        }

        foreach (var variable in container.Env ?? [])
        {
            if (variable.ValueFrom is null)
                environment[variable.Name] = Expand(variable.Value ?? "", environment);
            else if (ValueOf(variable.ValueFrom) is { } value)
                environment[variable.Name] = value;
        }

        return environment;
    }

    /// <summary>Puts variables into a text; one that is not known stays as it is written.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment) => Reference().Replace(text, match =>
        match.Value.StartsWith("$$", StringComparison.Ordinal) ? match.Value[1..]
        : environment.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    private string? ValueOf(V1EnvVarSource source) => source switch
    {
        { FieldRef.FieldPath: "metadata.name" } => podName,
        { FieldRef.FieldPath: "metadata.namespace" } => podNamespace,
        { ConfigMapKeyRef: { } key } => configMaps[key.Name].Data[key.Key],
        { SecretKeyRef: { } key } => secrets(key) ?? (key.Optional == true ? null : throw new InvalidOperationException($"The secret {key.Name} has no {key.Key}.")),
        _ => throw new InvalidOperationException("A variable comes from where no variable of ours should."),
    };

    [GeneratedRegex(@"\$\$?\((?<name>[A-Za-z_][A-Za-z0-9_.-]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
