using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>The commands of <c>deals</c>: what is known of them, and what people want of them.</summary>
public sealed class DealsCommands(ICatalogue catalogue, DealLookup lookup, DealOrders orders, AnalysisOrders analysis, IDealPast past, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Deals;

    /// <inheritdoc />
    public IAsyncEnumerable<string> RunAsync(PaletteCommand command, InspectionArguments arguments, CancellationToken cancellation) =>
        command == Palettes.DealsList ? ListAsync(arguments, cancellation)
        : command == Palettes.DealsShow ? ShowAsync(arguments, cancellation)
        : command == Palettes.DealsAnalyse ? AnalyseAsync(arguments, cancellation)
        : command == Palettes.DealsHistory ? HistoryAsync(arguments, cancellation)
        : OrderAsync(command, arguments, cancellation);

    private async IAsyncEnumerable<string> OrderAsync(PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var id = command == Palettes.DealsAdd && Asin.TryParse(arguments.ValueOf("deal"), out var asin)
            ? new DealId(AmazonDomain.FromNumber(int.Parse(arguments.ValueOf("domain")!, CultureInfo.InvariantCulture)), asin)
            : await ResolveAsync(arguments.ValueOf("deal")!, cancellation);
        var order = command.Name switch
        {
            "add" => (await orders.FollowAsync(id, cancellation)).Report,
            "refresh" => await orders.RefreshAsync(id, cancellation),
            "release" => await orders.ReleaseAsync(id, cancellation),
            "retire" => await orders.RetireAsync(id, cancellation),
            "watch" => await orders.WatchAsync(id, on: true, cancellation),
            "unwatch" => await orders.WatchAsync(id, on: false, cancellation),
            _ => throw new InvalidOperationException($"No rule for deals {command.Name}."),
        };
        if (order is null)
            throw new RefusedException($"Nobody has seen the deal {id}.");
        yield return arguments.Json ? InspectionJson.Line(order) : DealText.Order(order, clock.GetUtcNow());
    }

    private async IAsyncEnumerable<string> AnalyseAsync(InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var id = await ResolveAsync(arguments.ValueOf("deal")!, cancellation);
        var order = await analysis.AnalyseAsync(id, cancellation) ?? throw new RefusedException($"Nobody has seen the deal {id}.");
        yield return arguments.Json ? InspectionJson.Line(order) : DealText.Order(order, clock.GetUtcNow());
    }

    private async IAsyncEnumerable<string> HistoryAsync(InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var id = await ResolveAsync(arguments.ValueOf("deal")!, cancellation);
        var events = await past.EventsAsync(id, DealHistory.MostEvents, cancellation);
        if (events.Count == 0)
            throw new RefusedException($"Nobody has seen the deal {id}.");
        var history = DealHistory.Of(id, events, await past.ProductAsync(id, cancellation), HistoryWish.Default, clock.GetUtcNow());
        if (arguments.Json)
        {
            yield return InspectionJson.Line(history);
            yield break;
        }

        foreach (var line in DealText.History(history, id.Domain.Currency.Code, clock.GetUtcNow()))
            yield return line;
    }

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
