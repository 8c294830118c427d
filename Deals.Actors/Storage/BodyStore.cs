using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Deals.Actors.Storage;

/// <summary>A raw body as Keepa sent it.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="AsOf">Keepa's last update of it.</param>
/// <param name="StoredAt">When it came, domain time.</param>
/// <param name="Json">The JSON in UTF-8.</param>
public sealed record Body(string Key, DateTimeOffset AsOf, DateTimeOffset StoredAt, ReadOnlyMemory<byte> Json)
{
    /// <summary>SHA-256 of the JSON, lower-case hexadecimal.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Json.Span));
}

/// <summary>The latest raw body of each product, compressed: what was paid for is kept, so that a new rule costs no token and an answer that nobody could take
/// in is not bought again.</summary>
public abstract class BodyStore
{
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    /// <summary>Checks it before its first use.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public abstract void Prepare();

    /// <summary>Stores bodies in one transaction; one that is older than what is stored changes nothing.</summary>
    /// <exception cref="StorageException">Nothing was stored.</exception>
    public async Task PutAsync(IReadOnlyCollection<Body> bodies, CancellationToken cancellation)
    {
        var compressed = bodies.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(CompressedBody.From).ToList();
        await _oneWriter.WaitAsync(cancellation);
        try
        {
            await WriteAsync(compressed, cancellation);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>The stored body, if there is one that is newer than an instant.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="than">The instant by Keepa's clock; absent for any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    /// <exception cref="DamagedBodyException">It answers, and what it holds is no body: it is to be had from Keepa alone.</exception>
    public Task<Body?> FindAsync(string key, DateTimeOffset? than, CancellationToken cancellation) => FindUntakenAsync(key, than, lookedAt: null, cancellation);

    /// <summary>The stored body, if there is one that is newer than what is known, or as new and stored after the last look.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="asOf">What is known, by Keepa's clock; absent where nothing is.</param>
    /// <param name="lookedAt">The last look, domain time; absent where only a newer one counts.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    /// <exception cref="DamagedBodyException">It answers, and what it holds is no body: it is to be had from Keepa alone.</exception>
    public async Task<Body?> FindUntakenAsync(string key, DateTimeOffset? asOf, DateTimeOffset? lookedAt, CancellationToken cancellation) =>
        (await ReadAsync(key, asOf?.UtcTicks ?? long.MinValue, lookedAt?.UtcTicks ?? long.MaxValue, cancellation))?.ToBody();

    /// <summary>Writes them in one transaction.</summary>
    private protected abstract Task WriteAsync(IReadOnlyList<CompressedBody> bodies, CancellationToken cancellation);

    /// <summary>Reads the one that is newer than <paramref name="known"/>, or as new and stored after <paramref name="lookedAt"/>; ticks.</summary>
    private protected abstract Task<CompressedBody?> ReadAsync(string key, long known, long lookedAt, CancellationToken cancellation);
}

/// <summary>A body as it is stored; instants in ticks (UTC).</summary>
internal sealed record CompressedBody(string Key, long AsOf, long StoredAt, byte[] Content)
{
    private const int AtATime = 65_536;

    public static CompressedBody From(Body body)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(body.Json.Span);
        return new CompressedBody(body.Key, body.AsOf.UtcTicks, body.StoredAt.UtcTicks, compressed.ToArray());
    }

    public Body ToBody() => new(Key, new DateTimeOffset(AsOf, TimeSpan.Zero), new DateTimeOffset(StoredAt, TimeSpan.Zero), Plain());

    // A stream would take a truncated body for a whole one.
    private byte[] Plain()
    {
        var plain = new ArrayBufferWriter<byte>();
        using var brotli = new BrotliDecoder();
        OperationStatus status;
        var rest = Content.AsSpan();
        do
        {
            status = brotli.Decompress(rest, plain.GetSpan(AtATime), out var consumed, out var written);
            plain.Advance(written);
            rest = rest[consumed..];
        }
        while (status == OperationStatus.DestinationTooSmall);
        return status == OperationStatus.Done ? plain.WrittenSpan.ToArray() : throw new DamagedBodyException(Key);
    }
}
