using System.Globalization;
using Deals.Actors.Freshness;
using Deals.Actors.Scheduling;

namespace Deals.Actors.Inspection;

/// <summary>The price of a look as people see it.</summary>
/// <param name="Now">λ: weight x days of freshness that a look has to win for a token; absent while no price was found.</param>
/// <param name="Freshness">The weighted part of the time that active deals are fresh at this price, estimated, 0-1.</param>
/// <param name="SupplyPerMinute">Tokens a minute for looking again at what is known.</param>
/// <param name="DemandPerMinute">Tokens a minute of deals that become due by themselves.</param>
/// <param name="Backlog">Active deals that are due.</param>
/// <param name="Population">Active deals for which it was found.</param>
/// <param name="WantedMaxAgeDays">The age that no deal is to pass.</param>
/// <param name="MaxAgeDays">The age that is kept.</param>
/// <param name="MaxAgeShare">What keeping the wanted age costs, as a part of the supply.</param>
/// <param name="Replanned">Due times that were moved for another price since who finds it was started.</param>
/// <param name="Waiting">What is waited for, in one sentence.</param>
/// <param name="History">The prices that were told, oldest first.</param>
public sealed record PriceItem(
    double? Now,
    double? Freshness,
    double? SupplyPerMinute,
    double? DemandPerMinute,
    long Backlog,
    long Population,
    double WantedMaxAgeDays,
    double? MaxAgeDays,
    double? MaxAgeShare,
    long Replanned,
    string? Waiting,
    IReadOnlyList<ToldPrice> History)
{
    /// <summary>Takes over how the price stands.</summary>
    public static PriceItem From(PriceStatus status) => new(
        status.Terms?.Price,
        Rounded(status.Freshness),
        Rounded(status.Supply),
        Rounded(status.Demand),
        status.Backlog,
        status.Population,
        Math.Round(status.WantedMaxAge.TotalDays, 2),
        Rounded(status.Terms?.Bounds.MaxAge.TotalDays),
        Rounded(status.MaxAgeCost),
        status.Replanned,
        status.Waiting,
        status.Told);

    /// <summary>What to tell where the wanted age is not affordable.</summary>
    public string? Warning => MaxAgeDays > WantedMaxAgeDays
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Looking at every deal within {WantedMaxAgeDays:0.#} days would cost {MaxAgeShare:P0} of what there is for refreshes: every deal's age is stretched evenly, to {MaxAgeDays:0.#} days, and none is dropped.")
        : null;

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, 4) : null;
}
