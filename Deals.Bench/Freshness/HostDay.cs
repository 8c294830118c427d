using System.Text.Json.Nodes;

namespace Deals.Bench.Freshness;

/// <summary>What a day of a running host has left.</summary>
/// <param name="Origin">When both clocks agreed.</param>
/// <param name="Scores">The simulator's scores of its list.</param>
/// <param name="Weights">The mean weight of each deal that was looked at, by ASIN.</param>
/// <param name="Budget">Its last word about the tokens.</param>
/// <param name="Freshness">Its last word about ages and price.</param>
/// <param name="Keepa">What the simulator counted.</param>
internal sealed record HostDay(DateTimeOffset Origin, IReadOnlyList<FeedScore> Scores, IReadOnlyDictionary<string, double> Weights, JsonNode Budget, JsonNode Freshness, JsonNode Keepa)
{
    /// <summary>Products that the simulator served.</summary>
    public required int Served { get; init; }

    /// <summary>Samples in which tokens for three of the dearest looks were free while deals were due.</summary>
    public required int IdleSamples { get; init; }

    /// <summary>The processor time that the host took, as a part of one core.</summary>
    public required double Cpu { get; init; }

    /// <summary>Its memory at the end, bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Lines that it printed, and warnings and errors among them.</summary>
    public required (int All, IReadOnlyList<string> Bad) Lines { get; init; }

    /// <summary>How far what it says of change rates is off the world's, the mean of the logarithm's error; 0.7 is a factor of two.</summary>
    public required double RatesOff { get; init; }

    /// <summary>The prices that it told.</summary>
    public IReadOnlyList<double> Told => [.. Freshness["price"]!["history"]!.AsArray().Select(static p => p!["price"]!.GetValue<double>())];
}
