using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Figures of an appraisal on the wire: a value or the reason why there is none, and what it rests on.</summary>
/// <param name="currency">The currency of the money that is read.</param>
internal sealed class FigureWire(Currency currency)
{
    private const decimal TenThousand = 10_000;

    public static Proto.Figure To(Estimate<Money> of)
    {
        var p = Evidence(of);
        if (of.TryGet(out var money))
            p.Minor = money.Minor;
        return p;
    }

    public static Proto.Figure To(Estimate<decimal> of)
    {
        var p = Evidence(of);
        if (of.TryGet(out var ratio))
            p.Ratio = ratio.ToString(CultureInfo.InvariantCulture);
        return p;
    }

    public static Proto.Figure To(Estimate<MonthOfSales> of)
    {
        var p = Evidence(of);
        if (of.TryGet(out var month))
            p.Month = new Proto.Month { Month_ = month.Month, Count = month.Count, Median = month.Median.Minor };
        return p;
    }

    public static Proto.Figure To(Estimate<SalesCount> of)
    {
        var p = Evidence(of);
        if (of.TryGet(out var sold))
            p.Sold = new Proto.Sold { Drops = sold.Drops, Undecided = sold.Undecided, All = sold.All, Kept = sold.Kept };
        return p;
    }

    public Estimate<Money> Money(Proto.Figure p) => Of<Money>(p, p.HasMinor ? new Money(p.Minor, currency) : null);

    public static Estimate<decimal> Ratio(Proto.Figure p) => Of<decimal>(p, p.HasRatio ? decimal.Parse(p.Ratio, CultureInfo.InvariantCulture) : null);

    public Estimate<MonthOfSales> Month(Proto.Figure p) =>
        Of<MonthOfSales>(p, p.Month is { } month ? new MonthOfSales(month.Month_, month.Count, new Money(month.Median, currency)) : null);

    public static Estimate<SalesCount> Sold(Proto.Figure p) => Of<SalesCount>(p, p.Sold is { } sold ? new SalesCount(sold.Drops, sold.Undecided, sold.All, sold.Kept) : null);

    /// <summary>A number that is mostly 0, which is the empty text.</summary>
    public static string Text(decimal number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    public static decimal Number(string text) => text.Length == 0 ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Estimate<T> Of<T>(Proto.Figure p, T? value)
        where T : struct
    {
        var evidence = new Evidence(
            new Rule(p.Rule, p.RuleVersion),
            p.HasSamples ? p.Samples : null,
            p.HasWindowFrom ? new EvidenceWindow(p.WindowFrom.ToInstant(), p.WindowTo.ToInstant()) : null,
            p.Confidence / TenThousand,
            p.HasOldestInput ? p.OldestInput.ToInstant() : null);
        return value is { } known ? Estimate.Known(known, evidence) : Estimate.Absent<T>((AbsenceReason)p.Reason, evidence);
    }

    private static Proto.Figure Evidence(Estimate of)
    {
        var evidence = of.Evidence;
        var p = new Proto.Figure
        {
            Reason = (int?)of.Reason ?? 0,
            Rule = evidence.Rule.Name,
            RuleVersion = evidence.Rule.Version,
            Confidence = (int)(evidence.Confidence * TenThousand),
        };
        if (evidence.Samples is { } samples)
            p.Samples = samples;
        if (evidence.Window is { } window)
            (p.WindowFrom, p.WindowTo) = (window.From.ToWire(), window.To.ToWire());
        if (evidence.OldestInput is { } oldest)
            p.OldestInput = oldest.ToWire();
        return p;
    }
}
