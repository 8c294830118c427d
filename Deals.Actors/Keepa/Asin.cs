using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Keepa;

/// <summary>An Amazon Standard Identification Number: exactly ten characters, A-Z and 0-9, upper case.</summary>
public readonly record struct Asin : IComparable<Asin>
{
    private const int Length = 10;
    private readonly string? _value;

    private Asin(string value) => _value = value;

    /// <summary>The ten characters.</summary>
    /// <exception cref="InvalidOperationException">The value was never parsed (a <c>default</c> ASIN).</exception>
    public string Value => _value ?? throw new InvalidOperationException("An ASIN has to be parsed before it is used.");

    /// <summary>Reads an ASIN; surrounding white space and lower case are accepted, anything else is not.</summary>
    /// <exception cref="FormatException">The text is not an ASIN; the message names it and what was expected.</exception>
    public static Asin Parse(string? text) => TryParse(text, out var asin)
        ? asin
        : throw new FormatException($"'{text}' is not an ASIN: ten letters or digits were expected, such as B0916T3WFJ.");

    /// <summary>Reads an ASIN without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Asin asin)
    {
        asin = default;
        var trimmed = text?.Trim().ToUpperInvariant();
        if (trimmed is null || trimmed.Length != Length || !trimmed.All(static c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            return false;
        asin = new Asin(trimmed);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(Asin other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc />
    public override string ToString() => _value ?? "";

    public static bool operator <(Asin left, Asin right) => left.CompareTo(right) < 0;

    public static bool operator <=(Asin left, Asin right) => left.CompareTo(right) <= 0;

    public static bool operator >(Asin left, Asin right) => left.CompareTo(right) > 0;

    public static bool operator >=(Asin left, Asin right) => left.CompareTo(right) >= 0;
}
