using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>The analysis of a deal on the wire.</summary>
internal static class AnalysisWire
{
    public static Proto.Analysis To(AnalysisFacts facts)
    {
        var p = new Proto.Analysis
        {
            State = (int)facts.State,
            Reason = facts.Reason,
            Origin = facts.Origin is { } o
                ? new Proto.AnalysisOrigin { PromptVersion = o.PromptVersion, Model = o.Model, InputHash = o.InputHash, TokensIn = o.TokensIn, TokensOut = o.TokensOut, MicroDollars = o.MicroDollars }
                : null,
        };
        p.Reasons.AddRange(facts.Reasons);
        if (facts.Cause is { } cause)
            p.Cause = (int)cause;
        if (facts.Season is not null)
            p.Season = facts.Season;
        if (facts.Price is { } price)
            p.Price = price;
        if (facts.PriceType is { } type)
            p.PriceType = type.Index;
        if (facts.ListPrice is { } list)
            p.ListPrice = list;
        if (facts.RetryAt is { } at)
            p.RetryAt = at.ToWire();
        return p;
    }

    public static AnalysisFacts From(Proto.Analysis p) => new((AnalysisState)p.State, p.Reason)
    {
        Cause = p.HasCause ? (UnverifiedCause)p.Cause : null,
        Season = p.HasSeason ? p.Season : null,
        Reasons = [.. p.Reasons],
        Origin = p.Origin is { } o ? new AnalysisOrigin(o.PromptVersion, o.Model, o.InputHash, o.TokensIn, o.TokensOut, o.MicroDollars) : null,
        Price = p.HasPrice ? p.Price : null,
        // A type that only a newer version knows is left out, as in a listing.
        PriceType = p.HasPriceType && PriceType.TryFromIndex(p.PriceType, out var type) ? type : null,
        ListPrice = p.HasListPrice ? p.ListPrice : null,
        RetryAt = p.HasRetryAt ? p.RetryAt.ToInstant() : null,
    };
}
