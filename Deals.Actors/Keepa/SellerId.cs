using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Keepa;

/// <summary>Amazon's id of a seller: 10 to 21 letters and digits, upper case, such as <c>ATVPDKIKX0DER</c>. Lower case is not raised, so that a
/// placeholder of words ("Unknown", "unavailable") is never taken for an id and never paid for.</summary>
public readonly record struct SellerId : IComparable<SellerId>
{
    /// <summary>Fewest characters.</summary>
    public const int Shortest = 10;

    /// <summary>Most characters.</summary>
    public const int Longest = 21;

    private readonly string? _value;

    private SellerId(string value) => _value = value;

    /// <summary>The characters.</summary>
    /// <exception cref="InvalidOperationException">The value was never parsed (a <c>default</c> id).</exception>
    public string Value => _value ?? throw new InvalidOperationException("A seller's id has to be parsed before it is used.");

    /// <summary>Reads an id; surrounding white space is accepted.</summary>
    /// <exception cref="FormatException">The text is no id; the message names it and what was expected.</exception>
    public static SellerId Parse(string? text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a seller's id: {Shortest} to {Longest} upper case letters or digits were expected, such as ATVPDKIKX0DER.");

    /// <summary>Reads an id without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SellerId id)
    {
        id = default;
        var trimmed = text?.Trim();
        if (trimmed is null || trimmed.Length is < Shortest or > Longest || !trimmed.All(static c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            return false;
        id = new SellerId(trimmed);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(SellerId other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc />
    public override string ToString() => _value ?? "";

    public static bool operator <(SellerId left, SellerId right) => left.CompareTo(right) < 0;

    public static bool operator <=(SellerId left, SellerId right) => left.CompareTo(right) <= 0;

    public static bool operator >(SellerId left, SellerId right) => left.CompareTo(right) > 0;

    public static bool operator >=(SellerId left, SellerId right) => left.CompareTo(right) >= 0;
}
