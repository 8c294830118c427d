using System.Globalization;

namespace Deals.Actors.Budget;

/// <summary>Tells people that somebody else uses the key. Pure. It ends at half of the share at which it began, so that a rate that wavers around the
/// share does not flood the log.</summary>
/// <param name="Share">From which part of the refill on, above 0 to 1.</param>
/// <param name="IsOn">Whether it is on.</param>
public sealed record ForeignAlarm(double Share, bool IsOn = false)
{
    /// <summary>The alarm after a look at the rates.</summary>
    /// <param name="drain">Tokens a minute that somebody else takes.</param>
    /// <param name="refill">Tokens a minute that come.</param>
    public ForeignAlarm Look(double drain, double refill) => this with { IsOn = refill > 0 && drain / refill >= (IsOn ? Share / 2 : Share) };

    /// <summary>What to tell; absent while it is off.</summary>
    public string? Text(double drain, double refill) => IsOn
        ? string.Create(CultureInfo.InvariantCulture, $"Somebody else uses this key: {drain:0.#} tokens a minute, {drain / refill:0 %} of the refill. The plan lives on what is left.")
        : null;
}
