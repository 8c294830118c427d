using Deals.Actors.Storage;

namespace Deals.Tests.TestSupport;

/// <summary>One PostgreSQL server for all tests of a collection, started by the first that asks; each test makes its own database.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>A new database with our schema in it, unless it is to be empty; its connection string.</summary>
    public async Task<string> DatabaseAsync(bool empty = false) => await (await _server.Value).CreateDatabaseAsync(empty);

    /// <summary>A new database with our schema in it, connected to.</summary>
    public async Task<PostgresSource> SourceAsync(bool empty = false) => PostgresSource.From(await DatabaseAsync(empty));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>Tests that share one PostgreSQL server.</summary>
[CollectionDefinition(Name)]
public sealed class Postgres : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Postgres";
}

/// <summary>A test that needs a PostgreSQL server, and is skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
