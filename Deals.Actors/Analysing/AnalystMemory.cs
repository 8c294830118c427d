using System.Collections.Immutable;
using System.Text.Json;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment.Analyst;
using Deals.Actors.Storage;

namespace Deals.Actors.Analysing;

/// <summary>An answer that was paid for.</summary>
/// <param name="Origin">Who answered what, and for how much.</param>
/// <param name="At">When, domain time.</param>
/// <param name="Verdict">What it said; absent where it could not be read.</param>
/// <param name="Tries">How often the question was asked.</param>
public sealed record RememberedAnswer(AnalysisOrigin Origin, DateTimeOffset At, AnalystVerdict? Verdict, int Tries);

/// <summary>The last answers about each deal, kept beside the bodies: what was paid for is not paid for again, whether the deal was made again, the node was killed before the deal was told, or its price went back to what it was.</summary>
/// <param name="store">Where they are kept.</param>
public sealed class AnalystMemory(BodyStore store)
{
    /// <summary>How many questions about a deal are remembered.</summary>
    public const int MostAnswers = 4;

    /// <summary>How long an answer is good for, domain time: markets change though figures do not.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromDays(30);

    private const string Prefix = "analyst-";

    /// <summary>The answer to a question about a deal, if there was one.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="hash">The question.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task<RememberedAnswer?> FindAsync(DealId id, string hash, DateTimeOffset now, CancellationToken cancellation) =>
        (await AllAsync(id, cancellation)).FirstOrDefault(a => a.Origin.InputHash == hash && now - a.At < Lives);

    /// <summary>Keeps an answer; the oldest goes where there are too many. Nobody else keeps one of the same deal at the same time.</summary>
    /// <exception cref="StorageException">It was not stored.</exception>
    public async Task KeepAsync(DealId id, RememberedAnswer answer, CancellationToken cancellation)
    {
        var before = await AllAsync(id, cancellation);
        ImmutableArray<RememberedAnswer> all = [answer, .. before.Where(a => a.Origin.InputHash != answer.Origin.InputHash).Take(MostAnswers - 1)];
        // The store keeps the later of two: a clock that went back must not make it keep the older.
        var at = before.Select(static a => a.At).Append(answer.At).Max();
        await store.PutAsync([new Body(Prefix + id, at, answer.At, JsonSerializer.SerializeToUtf8Bytes(all))], cancellation);
    }

    private async Task<ImmutableArray<RememberedAnswer>> AllAsync(DealId id, CancellationToken cancellation)
    {
        try
        {
            if (await store.FindAsync(Prefix + id, than: null, cancellation) is not { } body)
                return [];
            return JsonSerializer.Deserialize<ImmutableArray<RememberedAnswer>>(body.Json.Span) is { IsDefault: false } all ? all : [];
        }
        catch (Exception e) when (e is JsonException or DamagedBodyException)
        {
            // Of another version, or damaged: it is asked again.
            return [];
        }
    }
}
