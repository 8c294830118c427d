using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Enrichment.Analyst;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Actors.Analysing;

/// <summary>Finds out what there is to ask about a deal: reads its stored body, analyses it, and looks whether that was asked before. Buys nothing.</summary>
/// <param name="bodies">What Keepa said.</param>
/// <param name="memory">What the analyst said.</param>
/// <param name="settings">Whom it would be asked, and the numbers of the analysis.</param>
public sealed class Examiner(BodyStore bodies, AnalystMemory memory, AnalystSettings settings)
{
    /// <summary>Examines a deal.</summary>
    /// <param name="state">The deal as it is.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task<Examination> ExamineAsync(Deal.Known state, DateTimeOffset now, CancellationToken cancellation)
    {
        var record = state.Record;
        if (state is Deal.Retired)
            return new Examination.Nothing();
        if (await StoredAsync(record.Id, cancellation) is not { } body)
            return new Examination.Unpriced("its product's record is not stored", record.Product?.AsOf ?? DateTimeOffset.MinValue);
        if (TryRead(record, body) is not var (product, analysis))
            return new Examination.Unpriced("nothing can be read from its product's record", body.AsOf);
        if (AnalystSubject.TryOf(product, analysis, out var reason) is not { } subject || !analysis.ListPrice.TryGet(out var listPrice))
            return new Examination.Unpriced(Unverified.Words(reason ?? AbsenceReason.NotComputable), analysis.AsOf);

        var hash = InputHash.Of(AnalystPrompt.Version, settings.Model, subject);
        (long? Minor, PriceType Type) price = (analysis.Price.TryGet(out var current) ? current.Minor : null, record.Lens.PriceType);
        // The deal's own verdict first: it is there even where the memory was lost.
        if (record.Analysis?.Facts is { State: not AnalysisState.Unverified, Origin: { } known } facts && known.InputHash == hash && now - record.Analysis.CheckedAt < AnalystMemory.Lives)
            return new Examination.Answered(facts with { Price = price.Minor, PriceType = price.Type, ListPrice = listPrice.Minor }, analysis.AsOf);
        var remembered = await memory.FindAsync(record.Id, hash, now, cancellation);
        if (remembered is { Verdict: { } verdict, Origin: var origin })
            return new Examination.Answered(AnalystCase.Of(verdict, origin, price, listPrice.Minor), analysis.AsOf);
        if (remembered is { Tries: >= RetryPlan.MostUnparseable })
            return new Examination.GivenUp(Unverified.Unparseable("the same question was answered so before", RetryPlan.AfterUnparseable(now, remembered.Tries), remembered.Origin), analysis.AsOf);
        return new Examination.ToAsk(new AnalystCase(record.Id, AnalystPrompt.Of(subject, now), hash, analysis.AsOf, price, listPrice.Minor, remembered?.Tries ?? 0, record.Analysis is not null));
    }

    private async Task<Body?> StoredAsync(DealId id, CancellationToken cancellation)
    {
        try
        {
            return await bodies.FindAsync(id.ToString(), than: null, cancellation);
        }
        catch (DamagedBodyException)
        {
            return null;
        }
    }

    /// <summary>A record of a form that nobody foresaw costs nobody but its own deal.</summary>
    private (ProductRecord Product, ProductAnalysis Analysis)? TryRead(DealRecord record, Body body)
    {
        try
        {
            return ProductDecoder.Decode(record.Id.Domain, body.Json, out _) is { } product
                && ProductAnalysis.TryOf(product, record.Lens.PriceType, settings.Analysis, out _) is { } analysis
                ? (product, analysis)
                : null;
        }
#pragma warning disable CA1031 // Whatever is wrong with it is wrong with it alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
