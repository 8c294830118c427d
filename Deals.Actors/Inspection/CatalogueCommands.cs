using System.Runtime.CompilerServices;

namespace Deals.Actors.Inspection;

/// <summary><c>catalogue rebuild</c> and <c>catalogue verify</c>: long work, reported as it goes.</summary>
public sealed class CatalogueCommands(IProjectionReader projection) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Catalogue;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var steps = command == Palettes.CatalogueRebuild ? projection.RebuildAsync(cancellation) : projection.VerifyAsync(cancellation);
        await foreach (var step in steps.WithCancellation(cancellation))
        {
            if (step.Failed && !arguments.Json)
                throw new RefusedException(PlainText.Clean(step.Text, 2000));
            yield return arguments.Json ? InspectionJson.Line(step) : PlainText.Clean(step.Text, 2000);
            if (step.Failed)
                throw new RefusedException(PlainText.Clean(step.Text, 2000));
            if (step.Finished)
                yield break;
        }

        throw new NoAnswerException("The projection stopped reporting before it was done.");
    }
}
