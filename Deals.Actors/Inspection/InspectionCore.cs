using System.Runtime.CompilerServices;
using Deals.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Inspection;

/// <summary>Runs the commands of one palette.</summary>
public interface IPaletteCommands
{
    /// <summary>Which palette.</summary>
    Palette Palette { get; }

    /// <summary>Runs one of its commands.</summary>
    /// <exception cref="RefusedException">It cannot be done; the message says why.</exception>
    /// <exception cref="NoAnswerException">Whoever has to be asked does not answer.</exception>
    IAsyncEnumerable<string> RunAsync(PaletteCommand command, InspectionArguments arguments, CancellationToken cancellation);
}

/// <summary>The one core behind the command line, <c>POST /api/commands</c> and Petabridge.Cmd: palette, command and words in, lines out as they come.</summary>
public sealed class InspectionCore(IEnumerable<IPaletteCommands> palettes, ILogger<InspectionCore> log)
{
    private readonly Dictionary<string, IPaletteCommands> _palettes = palettes.ToDictionary(p => p.Palette.Name, StringComparer.Ordinal);

    /// <summary>Runs a command. Never throws except for cancellation: what goes wrong is the last line.</summary>
    /// <param name="paletteName">Such as <c>deals</c>.</param>
    /// <param name="commandName">Such as <c>show</c>.</param>
    /// <param name="words">Such as <c>-a 1-B0916T3WFJ</c>.</param>
    /// <param name="cancellation">Ends the answer.</param>
    public async IAsyncEnumerable<InspectionLine> RunAsync(
        string? paletteName, string? commandName, IReadOnlyList<string> words, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!Palettes.TryFind(paletteName, commandName, out var palette, out var command, out var problem)
            || !InspectionArguments.TryParse(palette, command, words, out var arguments, out problem))
        {
            yield return InspectionLine.Failed(problem);
            yield break;
        }

        await using var lines = _palettes[palette.Name].RunAsync(command, arguments, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            var line = await NextAsync(lines, palette, command, cancellation);
            yield return line;
            if (line.Final)
                yield break;
        }
    }

    private async Task<InspectionLine> NextAsync(
        IAsyncEnumerator<string> lines, Palette palette, PaletteCommand command, CancellationToken cancellation)
    {
        try
        {
            return await lines.MoveNextAsync() ? InspectionLine.Of(lines.Current) : InspectionLine.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception refused) when (refused is RefusedException or NoAnswerException)
        {
            return InspectionLine.Failed(refused.Message);
        }
        catch (StorageException away)
        {
            log.LogWarning("The command {Palette} {Command} could not be answered: {Reason}", palette.Name, command.Name, away.Message);
            return InspectionLine.Failed("What is stored cannot be read now; the node's log says why.");
        }
        catch (Exception failure)
        {
            // The reason may hold a path or a key: it belongs in the node's log, not on somebody's screen.
            log.LogError(failure, "The command {Palette} {Command} failed", palette.Name, command.Name);
            return InspectionLine.Failed($"{palette.Name} {command.Name} failed inside the node; its log says why.");
        }
    }
}
