using System.Globalization;
using System.Runtime.CompilerServices;

namespace Deals.Actors.Inspection;

/// <summary><c>cluster show</c>, in the lines of Petabridge.Cmd.</summary>
public sealed class ClusterCommands(IClusterReader cluster) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Cluster;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        var report = cluster.Read();
        if (arguments.Json)
        {
            yield return InspectionJson.Line(report);
            yield break;
        }

        foreach (var member in report.Members)
            yield return member.ToString();
        yield return $"Count: {report.Count.ToString(CultureInfo.InvariantCulture)} nodes";
    }
}
