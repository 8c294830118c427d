using Deals.Actors.Serialization;

namespace Deals.Tests.Serialization;

/// <summary>A value whose bytes are on record.</summary>
/// <param name="Name">Its name in golden.txt: the manifest, and after a slash what sets it apart from others of its type.</param>
/// <param name="Value">What it is.</param>
internal sealed record WireSample(string Name, IDealsWire Value)
{
    /// <summary>Whether nobody writes it any more: what once was written reads as this, and is written in another form now.</summary>
    public bool IsOnlyRead { get; init; }

    public static implicit operator WireSample((string Name, IDealsWire Value) of) => new(of.Name, of.Value);
}

/// <summary>At least one value of every type that is stored or sent. Together they set every field of the wire, so that no field can be lost or change
/// its number without a test that fails.</summary>
internal static partial class WireSamples
{
    private static DateTimeOffset T0 => new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>All of them; names are unique.</summary>
    public static IReadOnlyList<WireSample> All { get; } = [.. OfDeals, .. OfScouting, .. OfBudget, .. OfTheRest, .. OfTheAnalyst, .. OfAppraisals, .. OfRecompute];
}
