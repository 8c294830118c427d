using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;
using Deals.Host.Api;
using Deals.Host.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Host;

public sealed class WaitingRoomTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deals-");
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort()}");

    [Fact]
    public async Task Good_stores_are_opened_without_a_wait()
    {
        using var place = Place();
        var storage = await WaitingRoom.OpenAsync(place, () => throw new InvalidOperationException("Nobody has to wait."));

        Assert.NotNull(storage);
    }

    [Fact]
    public async Task An_older_schema_is_said_by_a_node_that_lives_and_goes_on_once_it_is_right()
    {
        using var place = Place();
        place.Open();
        SetVersion("0");
        var opening = WaitingRoom.OpenAsync(place, Builder);
        using var http = new HttpClient { BaseAddress = _address };

        await Eventually.Holds("the node is alive", TimeSpan.FromSeconds(30), async () =>
        {
            using var live = await http.GetAsync("/health/live");
            return live.StatusCode == HttpStatusCode.OK;
        });
        using (var ready = await http.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            var reason = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reasons")[0].GetString();
            Assert.Contains("schema version 0, older", reason, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.FullName, reason, StringComparison.Ordinal);
        }

        using (var deals = await http.GetAsync("/api/deals"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, deals.StatusCode);
            Assert.Equal("application/problem+json", deals.Content.Headers.ContentType?.MediaType);
        }

        SetVersion(SqliteJournalStore.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(await opening.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private StoragePlace Place() => StoragePlace.Take(new PersistenceOptions { Directory = _folder.FullName }, new TimeOptions(), TimeProvider.System);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address.ToString());
        builder.Services.AddProblems();
        return builder;
    }

    private void SetVersion(string version)
    {
        using var connection = new SqliteConnection(SqliteFiles.ConnectionString(new SqliteFiles(_folder.FullName).Journal, TimeSpan.FromSeconds(5)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE deals_meta SET value = $version WHERE key = 'schema-version'";
        command.Parameters.AddWithValue("$version", version);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
