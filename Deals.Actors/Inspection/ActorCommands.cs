using System.Globalization;
using System.Runtime.CompilerServices;

namespace Deals.Actors.Inspection;

/// <summary><c>actor system</c> and <c>actor hierarchy</c>, in the lines of Petabridge.Cmd.</summary>
public sealed class ActorCommands(IActorTree actors) : IPaletteCommands
{
    /// <summary>How many paths are printed at most: awake deals are actors too, and there may be many.</summary>
    public const int MostPaths = 5000;

    /// <inheritdoc />
    public Palette Palette => Palettes.Actor;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (command == Palettes.ActorSystem)
        {
            yield return arguments.Json ? InspectionJson.Line(new { actors.System }) : actors.System;
            yield break;
        }

        var depth = int.Parse(arguments.ValueOf("depth")!, CultureInfo.InvariantCulture);
        var paths = actors.Paths(arguments.ValueOf("start")!, depth).Take(MostPaths + 1).ToList();
        var isCut = paths.Count > MostPaths;
        if (arguments.Json)
        {
            yield return InspectionJson.Line(new { Paths = paths.Take(MostPaths), Truncated = isCut });
            yield break;
        }

        foreach (var path in paths.Take(MostPaths))
            yield return path;
        if (isCut)
            yield return $"... there are more than {PlainText.Number(MostPaths)}: start deeper with -s.";
    }
}
