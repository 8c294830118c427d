using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>The identity of a deal: a product on one marketplace, written <c>{domain}-{ASIN}</c>, such as <c>1-055299068X</c>.</summary>
/// <param name="Domain">The marketplace.</param>
/// <param name="Asin">The product.</param>
public sealed record DealId(AmazonDomain Domain, Asin Asin)
{
    /// <summary>What stands before the id in the name under which a deal's events are stored.</summary>
    public const string PersistencePrefix = "deal-";

    /// <summary>The name under which the deal's events are stored.</summary>
    public string PersistenceId => PersistencePrefix + ToString();

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not an id; the message names it and what was expected.</exception>
    public static DealId Parse(string? text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a deal id: a marketplace number, a dash and an ASIN were expected, such as 1-B0916T3WFJ.");

    /// <summary>Reads an id without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DealId? id)
    {
        id = null;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 1
            || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !AmazonDomain.TryFromNumber(number, out var domain)
            || !Asin.TryParse(text![(dash + 1)..], out var asin))
            return false;
        id = new DealId(domain, asin);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain.Number}-{Asin.Value}");
}
