using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Inspection;

/// <summary>An answer, and whether it is an old one.</summary>
/// <param name="Value">What was answered.</param>
/// <param name="Silence">Why there is no newer answer; absent when this one is new.</param>
public sealed record Known<T>(T Value, string? Silence)
{
    /// <summary>Whether nobody answered and this is the last that was known.</summary>
    [MemberNotNullWhen(true, nameof(Silence))]
    public bool Stale => Silence is not null;
}

/// <summary>Keeps the last answer of somebody who may be away, so that people still see it, marked as old.</summary>
public sealed class LastKnown<T>(IStatusReader<T> reader)
    where T : class
{
    private volatile T? _last;

    /// <summary>Asks, and falls back on the last answer.</summary>
    /// <exception cref="NoAnswerException">Nobody answered, and nobody ever did on this node.</exception>
    public async Task<Known<T>> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var value = await reader.ReadAsync(cancellation);
            _last = value;
            return new Known<T>(value, null);
        }
        catch (NoAnswerException silence) when (_last is { } last)
        {
            return new Known<T>(last, silence.Message);
        }
    }
}
