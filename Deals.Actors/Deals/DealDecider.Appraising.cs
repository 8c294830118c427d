using System.Collections.Immutable;
using Deals.Actors.Enrichment;

namespace Deals.Actors.Deals;

/// <summary>What a deal does about an appraisal, and what it says of its outlook whenever price or appraisal are others.</summary>
public sealed partial class DealDecider
{
    private DealDecision Appraise(Deal.Known deal, DealCommand.RecordAppraisal c) =>
        NewsOf(deal.Record, c.Appraisal) is { } news ? Did(c, DealChange.Updated, Appraised(deal, c, news)) : Nothing(c);

    private DealEvent Appraised(Deal.Known deal, DealCommand c, AppraisalFacts appraisal)
    {
        var e = WithOutlook(deal, new DealEvent.Appraised(c.Id, c.Now, appraisal));
        return deal is Deal.Active { Record.Next: { } next } && SubjectAfter(deal, e) is { } subject
            ? e with { Next = policy.Replanned(next, subject, terms) ?? Said(next) }
            : e;
    }

    /// <summary>A look that brought nothing newer of the product may still bring an appraisal by later rules.</summary>
    private ImmutableArray<DealEvent> Confirmed(Deal.Known deal, DealCommand.RecordProduct c)
    {
        var confirmed = new DealEvent.ProductConfirmed(c.Id, c.Now);
        if (NewsOf(deal.Record, c.Appraisal) is not { } news)
            return [AfterLook(deal, confirmed)];
        var appraised = Appraised(deal, c, news);
        return [appraised, AfterLook((Deal.Known)deal.Apply(appraised), confirmed)];
    }

    // One of another price type was asked for before the deal was seen through its present feed.
    private static AppraisalFacts? NewsOf(DealRecord record, AppraisalFacts? offered) =>
        offered?.PriceType == record.Lens.PriceType && offered.IsNewsAfter(record.Appraisal?.Facts) ? offered : null;

    /// <summary>The appraisal of a body that the deal takes in: a deeper look at the same product tells more of shipping, by the same rules.</summary>
    private static AppraisalFacts? AppraisalOf(DealRecord record, DealCommand.RecordProduct c) =>
        c.Appraisal is { } offered && offered.PriceType == record.Lens.PriceType && !(record.Appraisal?.AsOf > offered.AsOf) ? offered : null;

    /// <summary>The event with what the deal looks like after it; as it is where there is no appraisal.</summary>
    private static DealEvent WithOutlook(Deal deal, DealEvent e) => deal.Apply(e) is Deal.Known { Record: { Appraisal: { } appraisal } record }
        ? e with { Outlook = Outlook.Of(appraisal.Facts, appraisal.Facts.At(record.Listing, record.Id.Domain.Currency)) }
        : e;
}
