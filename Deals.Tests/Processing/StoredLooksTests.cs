using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Storage;
using Deals.Tests.TestSupport;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Processing;

/// <summary>A look that was paid for is taken from the store, and a damaged one stands in nobody's way.</summary>
public sealed class StoredLooksTests : IDisposable
{
    private static readonly DealId Id = DealId.Parse("1-B0DEALS001");
    private readonly TemporaryFolder _folder = new();
    private readonly LoggedLines _lines = new();
    private readonly SqliteFiles _files;
    private readonly SqliteBodyStore _bodies;
    private readonly StoredLooks _looks;

    public StoredLooksTests()
    {
        _files = new SqliteFiles(_folder.Path);
        _bodies = new SqliteBodyStore(_files);
        _bodies.Prepare();
        using var loggers = LoggerFactory.Create(b => b.AddProvider(_lines));
        _looks = new StoredLooks(_bodies, AnalysisSettings.Default, loggers.CreateLogger<StoredLooks>());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _lines.Dispose();
    }

    [Theory]
    [InlineData("x'0123456789'")]
    [InlineData("x''")]
    [InlineData("substr(Content, 1, length(Content) / 2)")]
    public async Task A_body_that_is_damaged_where_it_lies_is_bought_again_and_replaced(string content)
    {
        await StoreAsync();
        Assert.NotNull(await FindAsync());
        Tamper(content);

        await Assert.ThrowsAsync<DamagedBodyException>(() => _bodies.FindAsync(Id.ToString(), null, CancellationToken.None));
        Assert.Null(await FindAsync());
        Assert.Contains(Id.ToString(), Assert.Single(_lines.All), StringComparison.Ordinal);

        await StoreAsync();
        Assert.NotNull(await FindAsync());
    }

    private Task StoreAsync() => _bodies.PutAsync([new Body(Id.ToString(), Records.At, Records.At, Records.Of("B0DEALS001").Body)], CancellationToken.None);

    private Task<DealCommand.RecordProduct?> FindAsync() => _looks.FindNewerAsync(Id, PriceType.Used, asOf: null, lookedAt: null, Records.At, CancellationToken.None);

    private void Tamper(string content)
    {
        using var connection = new SqliteConnection($"Data Source={_files.Bodies};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this test's own.
        command.CommandText = $"UPDATE bodies SET Content = {content}";
#pragma warning restore CA2100
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
