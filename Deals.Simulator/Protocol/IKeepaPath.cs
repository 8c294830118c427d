using System.Text.Json;

namespace Deals.Simulator.Protocol;

/// <summary>One path of Keepa's. A new one is a class of its own, and a line where the simulator is put together.</summary>
internal interface IKeepaPath
{
    /// <summary>With the slash in front and none behind.</summary>
    string Path { get; }

    /// <summary>Whether it is refused with 429 while the balance is not above zero.</summary>
    bool NeedsTokens { get; }

    /// <summary>The same of one request, where it depends on what is asked.</summary>
    bool NeedsTokensFor(HttpRequest request) => NeedsTokens;

    /// <summary>Answers a request that was admitted.</summary>
    /// <exception cref="BadRequestException">Keepa would refuse it.</exception>
    Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation);
}

/// <summary>What a path serves.</summary>
/// <param name="Cost">Tokens, debited at the end of processing.</param>
/// <param name="Content">What stands beside the envelope; absent: nothing.</param>
/// <param name="Takes">Wall time from arrival to answer.</param>
internal sealed record Served(int Cost, Action<Utf8JsonWriter>? Content, TimeSpan Takes)
{
    /// <summary>A PNG instead of JSON: it has no envelope.</summary>
    public byte[]? Png { get; init; }
}

/// <summary>A request is refused: Keepa's words, with the field that it names.</summary>
internal sealed class BadRequestException(string message, string details) : Exception(message)
{
    public string Details { get; } = details;
}
