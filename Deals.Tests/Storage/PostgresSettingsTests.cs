using Deals.Actors.Hosting;
using Deals.Actors.Storage;
using Microsoft.Extensions.Configuration;

namespace Deals.Tests.Storage;

public sealed class PostgresSettingsTests
{
    [Theory]
    [InlineData("sesame", "text such as Host=")]
    [InlineData("Username=u;Password=sesame;Database=d", "a server (Host=...)")]
    [InlineData("Host=h;Username=u;Password=sesame", "a database (Database=...)")]
    [InlineData("Host=h;Database=d;Passwort=sesame", "'passwort' as Npgsql takes it")]
    [InlineData("Host=h;Database=d;Port=sesame", "'port' as Npgsql takes it")]
    [InlineData("Host=h;Database=d;Password=sesame;Root Certificate=/nowhere/ca.pem", "a file that is there as Root Certificate ('/nowhere/ca.pem' is not)")]
    public void A_wrong_connection_string_is_named_and_never_shown(string connectionString, string expected)
    {
        var wrong = Assert.Throws<SettingException>(() => PostgresSource.From(connectionString).Dispose());
        Assert.StartsWith("ConnectionStrings:Deals (its value is not shown): ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_string_says_stays_and_what_it_leaves_open_is_chosen()
    {
        var chosen = PostgresSettings.Read("Host=h;Database=d");
        Assert.Equal((30, 5, 10, "deals"), (chosen.MaxPoolSize, chosen.Timeout, chosen.CommandTimeout, chosen.ApplicationName));
        Assert.True(chosen.MaxAutoPrepare > 0);
        Assert.Contains("enable_mergejoin=off", chosen.Options, StringComparison.Ordinal);
        // The later one wins.
        Assert.EndsWith("=60s -c enable_mergejoin=on", PostgresSettings.Read("Host=h;Database=d;Options=-c enable_mergejoin=on").Options, StringComparison.Ordinal);
        var said = PostgresSettings.Read("Server=h;Database=d;MaxPoolSize=7;Timeout=1;CommandTimeout=3;Max Auto Prepare=0;Application Name=mine");
        Assert.Equal((7, 1, 3, 0, "mine"), (said.MaxPoolSize, said.Timeout, said.CommandTimeout, said.MaxAutoPrepare, said.ApplicationName));
    }

    [Fact]
    public void The_provider_needs_a_connection_string_and_no_text_of_the_options_shows_it()
    {
        PersistenceOptions Options(params (string, string?)[] settings) =>
            PersistenceOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Item1, s.Item2))).Build());

        Assert.StartsWith(
            "ConnectionStrings:Deals is not set", Assert.Throws<SettingException>(() => Options(("Persistence:Provider", "PostgreSql"))).Message, StringComparison.Ordinal);
        var read = Options(("Persistence:Provider", "PostgreSql"), ("ConnectionStrings:Deals", "Host=h;Database=d;Password=sesame"));
        Assert.Equal("Host=h;Database=d;Password=sesame", read.ConnectionString);
        Assert.DoesNotContain("sesame", $"{read} {new NodeOptions { Persistence = read }}", StringComparison.Ordinal);
    }
}
