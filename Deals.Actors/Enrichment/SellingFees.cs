using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What Amazon takes of a sale that it ships.</summary>
/// <param name="PickAndPack">For shipping it.</param>
/// <param name="ReferralPercent">Of the price, percent.</param>
/// <param name="Closing">Of media; 0 where Keepa states none.</param>
/// <param name="Referral">The percentage of the list price.</param>
/// <param name="Total">All together.</param>
public sealed record SellingFees(
    Estimate<Money> PickAndPack,
    Estimate<decimal> ReferralPercent,
    Estimate<Money> Closing,
    Estimate<Money> Referral,
    Estimate<Money> Total);

/// <summary>The fees of a product, whatever it is sold for.</summary>
/// <param name="PickAndPack">For shipping it.</param>
/// <param name="ReferralPercent">Of the price, percent.</param>
/// <param name="Closing">Of media; 0 where Keepa states none.</param>
public sealed record FeeRates(Estimate<Money> PickAndPack, Estimate<decimal> ReferralPercent, Estimate<Money> Closing)
{
    // A default is right for many goods and wrong for this one.
    private const decimal ConfidenceOfDefault = 0.5m;

    /// <summary>The rates of a product.</summary>
    internal static FeeRates Of(DealSubject of)
    {
        var (told, defaults) = (of.Record.Fees, of.Costs.DefaultFees);
        return new FeeRates(
            Fee(of, DealSubject.Amount(told.PickAndPack), defaults?.PickAndPack, told.PickAndPackAt, of.Money),
            Fee(of, told.ReferralPercent, defaults?.ReferralPercent, at: null, static p => p),
            DealSubject.Amount(told.Closing) is { } fee ? Estimate.Known(of.Money(fee), of.Told(Rules.KeepaFee)) : Estimate.Known(of.Money(0), of.Told(Rules.NoFee)));
    }

    /// <summary>The fees of a sale at a list price.</summary>
    internal SellingFees At(Estimate<Money> listPrice)
    {
        var referral = Estimate.From(Rules.Referral, listPrice, ReferralPercent, static (list, p) => (Money?)(list with { Minor = Rounding.PercentOf(list.Minor, p) }));
        var total = Estimate.From(Rules.Fees, referral, PickAndPack, Closing, static (r, p, c) => (Money?)(r with { Minor = r.Minor + p.Minor + c.Minor }));
        return new SellingFees(PickAndPack, ReferralPercent, Closing, referral, total);
    }

    private static Estimate<TOut> Fee<T, TOut>(DealSubject of, T? told, T? byDefault, DateTimeOffset? at, Func<T, TOut> shape)
        where T : struct
        where TOut : struct
    {
        if (told is { } stated)
            return Estimate.Known(shape(stated), Evidence.Told(Rules.KeepaFee, at < of.AsOf ? at : of.AsOf));
        var assumed = of.Told(Rules.DefaultFee) with { Confidence = ConfidenceOfDefault };
        return byDefault is { } value ? Estimate.Known(shape(value), assumed) : Estimate.Absent<TOut>(AbsenceReason.NoFee, of.Told(Rules.KeepaFee));
    }
}
