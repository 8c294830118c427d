using System.Globalization;

namespace Deals.Actors.Keepa;

/// <summary>A currency of one of Amazon's marketplaces, by its ISO 4217 code and the number of its minor digits.</summary>
public sealed class Currency
{
    /// <summary>United States dollar.</summary>
    public static readonly Currency Usd = new("USD", 2);

    /// <summary>Pound sterling.</summary>
    public static readonly Currency Gbp = new("GBP", 2);

    /// <summary>Euro.</summary>
    public static readonly Currency Eur = new("EUR", 2);

    /// <summary>Japanese yen: no minor unit.</summary>
    public static readonly Currency Jpy = new("JPY", 0);

    /// <summary>Canadian dollar.</summary>
    public static readonly Currency Cad = new("CAD", 2);

    /// <summary>Indian rupee.</summary>
    public static readonly Currency Inr = new("INR", 2);

    /// <summary>Mexican peso.</summary>
    public static readonly Currency Mxn = new("MXN", 2);

    /// <summary>Brazilian real.</summary>
    public static readonly Currency Brl = new("BRL", 2);

    private Currency(string code, int minorDigits)
    {
        Code = code;
        MinorDigits = minorDigits;
    }

    /// <summary>The ISO 4217 code.</summary>
    public string Code { get; }

    /// <summary>How many decimal digits the minor unit has: 2 for cents, 0 for yen.</summary>
    public int MinorDigits { get; }

    /// <inheritdoc />
    public override string ToString() => Code;
}

/// <summary>An amount of money in whole minor units (US cents, yen) of one currency.</summary>
/// <param name="Minor">The amount in minor units.</param>
/// <param name="Currency">The currency that the units belong to.</param>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>The amount in major units with all its minor digits, then the code: <c>20.24 USD</c>, <c>2024 JPY</c>.</summary>
    public override string ToString()
    {
        var digits = Currency.MinorDigits;
        var major = Minor / (decimal)Math.Pow(10, digits);
        return string.Create(CultureInfo.InvariantCulture, $"{major.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {Currency.Code}");
    }
}
