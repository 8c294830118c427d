using System.Runtime.CompilerServices;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary><c>deals list</c> and <c>deals show</c>.</summary>
public sealed class DealsCommands(ICatalogue catalogue, DealLookup lookup, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Deals;

    /// <inheritdoc />
    public IAsyncEnumerable<string> RunAsync(PaletteCommand command, InspectionArguments arguments, CancellationToken cancellation) =>
        command == Palettes.DealsList ? ListAsync(arguments, cancellation) : ShowAsync(arguments, cancellation);

    private async IAsyncEnumerable<string> ListAsync(InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var parameters = arguments.Given.Where(g => g.Key != Palettes.JsonArgument.Name);
        var filter = DealFilterText.Parse(parameters) switch
        {
            DealFilterReading.Read read => read.Filter,
            DealFilterReading.Wrong wrong => throw new RefusedException(string.Join(' ', wrong.Problems)),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
        var page = await catalogue.ListAsync(filter, cancellation);
        if (arguments.Json)
        {
            yield return InspectionJson.Line(DealListing.From(page));
            yield break;
        }

        foreach (var line in DealText.List(page, clock.GetUtcNow()))
            yield return line;
    }

    private async IAsyncEnumerable<string> ShowAsync(InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var id = await ResolveAsync(arguments.ValueOf("deal")!, cancellation);
        var details = await lookup.FindAsync(id, cancellation) ?? throw new RefusedException($"Nobody has seen the deal {id}.");
        if (arguments.Json)
        {
            yield return InspectionJson.Line(details);
            yield break;
        }

        foreach (var line in DealText.Show(details, clock.GetUtcNow()))
            yield return line;
    }

    private async Task<DealId> ResolveAsync(string text, CancellationToken cancellation)
    {
        if (DealId.TryParse(text, out var id))
            return id;
        var asin = Asin.Parse(text);
        var ids = await catalogue.FindByAsinAsync(asin, cancellation);
        return ids.Count switch
        {
            1 => ids[0],
            0 => throw new RefusedException($"No deal of {asin} is known."),
            _ => throw new RefusedException($"{asin} is a deal in {ids.Count} marketplaces: name one of {string.Join(", ", ids)}."),
        };
    }
}
