using System.Text;
using Deals.Actors.Storage;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Storage;

/// <summary>What the store of bodies holds to.</summary>
public abstract class BodyStoreSpec(TestStores stores) : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly BodyStore _store = stores.Bodies;

    public void Dispose()
    {
        stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task The_latest_body_is_kept_byte_for_byte_and_an_older_one_changes_nothing()
    {
        var json = string.Concat(Enumerable.Repeat("{\"title\":\"Größe 漢\"},", 5000));
        await _store.PutAsync([Body("1-a", 2, json), Body("1-b", 1, "{}")], CancellationToken.None);
        await _store.PutAsync([Body("1-a", 1, "old"), Body("1-b", 3, "new")], CancellationToken.None);
        var a = await _store.FindAsync("1-a", null, CancellationToken.None);
        Assert.Equal((json, T0.AddHours(2)), (Encoding.UTF8.GetString(a!.Json.Span), a.AsOf));
        Assert.Equal(Body("1-a", 2, json).Hash, a.Hash);
        Assert.Equal("new", Encoding.UTF8.GetString((await _store.FindAsync("1-b", T0.AddHours(2), CancellationToken.None))!.Json.Span));
        Assert.Null(await _store.FindAsync("1-b", T0.AddHours(3), CancellationToken.None));
        Assert.Null(await _store.FindAsync("1-c", null, CancellationToken.None));
    }

    [SpecFact]
    public async Task F60_a_body_that_is_as_new_as_what_is_known_counts_if_it_was_stored_after_the_last_look()
    {
        await _store.PutAsync([Body("1-a", 2, "{}")], CancellationToken.None);
        Task<Body?> FindAsync(int asOf, DateTimeOffset? lookedAt) => _store.FindUntakenAsync("1-a", T0.AddHours(asOf), lookedAt, CancellationToken.None);
        Assert.NotNull(await FindAsync(2, T0.AddMinutes(-1)));
        Assert.Null(await FindAsync(2, T0));
        Assert.Null(await FindAsync(2, null));
        Assert.Null(await FindAsync(3, T0.AddMinutes(-1)));
        Assert.NotNull(await FindAsync(1, T0.AddMinutes(1)));
        Assert.NotNull(await _store.FindUntakenAsync("1-a", null, null, CancellationToken.None));
    }

    [SpecFact]
    public async Task Two_who_store_the_same_products_at_once_keep_the_newest_of_each()
    {
        var keys = Enumerable.Range(0, 100).Select(i => $"1-{i}").ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(hour =>
            _store.PutAsync([.. (hour % 2 == 0 ? keys : Enumerable.Reverse(keys)).Select(k => Body(k, hour, $"{hour}"))], CancellationToken.None)));
        foreach (var key in keys)
            Assert.Equal(T0.AddHours(7), (await _store.FindAsync(key, null, CancellationToken.None))!.AsOf);
    }

    protected static Body Body(string key, int hour, string json) => new(key, T0.AddHours(hour), T0, Encoding.UTF8.GetBytes(json));
}

/// <summary>On files.</summary>
public sealed class SqliteBodyStoreTests() : BodyStoreSpec(TestStores.OnFiles())
{
    [Fact]
    public async Task A_file_that_is_away_is_told_by_name_and_not_made_anew()
    {
        var elsewhere = new SqliteBodyStore(new SqliteFiles(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))));
        Assert.Contains("bodies.db", (await Assert.ThrowsAsync<StorageException>(() => elsewhere.PutAsync([Body("1-a", 1, "{}")], CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Contains("bodies.db", (await Assert.ThrowsAsync<StorageException>(() => elsewhere.FindAsync("1-a", null, CancellationToken.None))).Message, StringComparison.Ordinal);
    }
}

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresBodyStoreTests(PostgresFixture server) : BodyStoreSpec(TestStores.OnPostgres(server));
