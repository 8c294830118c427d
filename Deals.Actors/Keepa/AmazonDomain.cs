using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Keepa;

/// <summary>An Amazon marketplace by Keepa's number. Source: Keepa's Java client, AmazonLocale; 7 is reserved there.</summary>
public sealed class AmazonDomain
{
    public static readonly AmazonDomain Us = new(1, "US", "com", Currency.Usd);
    public static readonly AmazonDomain Gb = new(2, "GB", "co.uk", Currency.Gbp);
    public static readonly AmazonDomain De = new(3, "DE", "de", Currency.Eur);
    public static readonly AmazonDomain Fr = new(4, "FR", "fr", Currency.Eur);
    public static readonly AmazonDomain Jp = new(5, "JP", "co.jp", Currency.Jpy);
    public static readonly AmazonDomain Ca = new(6, "CA", "ca", Currency.Cad);
    public static readonly AmazonDomain It = new(8, "IT", "it", Currency.Eur);
    public static readonly AmazonDomain Es = new(9, "ES", "es", Currency.Eur);
    public static readonly AmazonDomain In = new(10, "IN", "in", Currency.Inr);
    public static readonly AmazonDomain Mx = new(11, "MX", "com.mx", Currency.Mxn);
    public static readonly AmazonDomain Br = new(12, "BR", "com.br", Currency.Brl);

    private AmazonDomain(int number, string country, string topLevel, Currency currency)
    {
        Number = number;
        Country = country;
        TopLevel = topLevel;
        Currency = currency;
    }

    /// <summary>Every marketplace that Keepa knows, by number.</summary>
    public static IReadOnlyList<AmazonDomain> All { get; } = [Us, Gb, De, Fr, Jp, Ca, It, Es, In, Mx, Br];

    /// <summary>Keepa's number of the marketplace, 1 to 12.</summary>
    public int Number { get; }

    /// <summary>The two-letter country code.</summary>
    public string Country { get; }

    /// <summary>What follows <c>amazon.</c> in the marketplace's address.</summary>
    public string TopLevel { get; }

    /// <summary>The currency of its prices.</summary>
    public Currency Currency { get; }

    /// <summary>The marketplace of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Keepa has no marketplace of that number.</exception>
    public static AmazonDomain FromNumber(int number) => TryFromNumber(number, out var domain)
        ? domain
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"{number} is not an Amazon marketplace: one of {Expected} was expected.");

    /// <summary>The marketplace of a number, where there is one.</summary>
    public static bool TryFromNumber(int number, [NotNullWhen(true)] out AmazonDomain? domain)
    {
        domain = All.FirstOrDefault(d => d.Number == number);
        return domain is not null;
    }

    /// <summary>What an error message names as expected: every number with its country.</summary>
    public static string Expected { get; } = string.Join(", ", All.Select(d => $"{d.Number} ({d.Country})"));

    /// <inheritdoc />
    public override string ToString() => Country;
}
