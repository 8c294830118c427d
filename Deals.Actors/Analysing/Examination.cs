using Deals.Actors.Deals;
using Deals.Actors.Enrichment.Analyst;
using Deals.Actors.Keepa;

namespace Deals.Actors.Analysing;

/// <summary>What there is to ask about a deal. Closed.</summary>
public abstract record Examination
{
    private Examination()
    {
    }

    /// <summary>Nothing: it is over, or nobody has seen it.</summary>
    public sealed record Nothing : Examination;

    /// <summary>There is no list price to judge.</summary>
    /// <param name="Why">Why there is none, in a few words.</param>
    /// <param name="AsOf">Of which look.</param>
    public sealed record Unpriced(string Why, DateTimeOffset AsOf) : Examination;

    /// <summary>The question was answered before.</summary>
    /// <param name="Facts">With that verdict.</param>
    /// <param name="AsOf">Of which look.</param>
    public sealed record Answered(AnalysisFacts Facts, DateTimeOffset AsOf) : Examination;

    /// <summary>The question was asked as often as it is asked, and no answer could be read.</summary>
    /// <param name="Facts">What is said of it.</param>
    /// <param name="AsOf">Of which look.</param>
    public sealed record GivenUp(AnalysisFacts Facts, DateTimeOffset AsOf) : Examination;

    /// <summary>It has to be asked.</summary>
    /// <param name="Case">What.</param>
    public sealed record ToAsk(AnalystCase Case) : Examination;
}

/// <summary>A question about a deal.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Prompt">What is asked.</param>
/// <param name="Hash">The question's name.</param>
/// <param name="AsOf">When Keepa looked at the product.</param>
/// <param name="Price">The deal's price and its type, as they are judged.</param>
/// <param name="ListPrice">The list price as it is judged, minor units.</param>
/// <param name="Tries">How often it was asked and no answer could be read.</param>
/// <param name="HasWord">Whether the deal has been told anything of an analysis yet.</param>
public sealed record AnalystCase(DealId Id, AnalystPrompt Prompt, string Hash, DateTimeOffset AsOf, (long? Minor, PriceType Type) Price, long ListPrice, int Tries, bool HasWord)
{
    /// <summary>A verdict about it, as the deal is told.</summary>
    public AnalysisFacts Facts(AnalystVerdict verdict, AnalysisOrigin origin) => Of(verdict, origin, Price, ListPrice);

    internal static AnalysisFacts Of(AnalystVerdict verdict, AnalysisOrigin origin, (long? Minor, PriceType Type) price, long listPrice) =>
        new(verdict.IsPlausible ? AnalysisState.Verified : AnalysisState.Rejected, verdict.Sentence)
        {
            Season = verdict.Season,
            Reasons = verdict.Reasons,
            Origin = origin,
            Price = price.Minor,
            PriceType = price.Type,
            ListPrice = listPrice,
        };
}
