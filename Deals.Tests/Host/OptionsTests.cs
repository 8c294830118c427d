using Deals.Actors.Hosting;
using Microsoft.Extensions.Configuration;

namespace Deals.Tests.Host;

public sealed class OptionsTests
{
    private const string AHash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    [Fact]
    public void Without_any_setting_the_defaults_of_the_contract_hold()
    {
        var options = NodeOptions.From(Of());

        Assert.Equal(("127.0.0.1", 4053, 1), (options.Cluster.Hostname, options.Cluster.Port, options.Cluster.MinMembers));
        Assert.Equal(["deals"], options.Cluster.Roles);
        Assert.True(options.Cluster.SeedsItself);
        Assert.Equal((PersistenceProvider.Sqlite, "data"), (options.Persistence.Provider, options.Persistence.Directory));
        Assert.Equal(("http://127.0.0.1:5090/", 20, 15000, 1), (options.Simulator.Url.ToString(), options.Simulator.RefillRate, options.Simulator.Deals, options.Simulator.Seed));
        Assert.Equal((1.0, null), (options.Time.Scale, options.Time.Origin));
        Assert.Empty(options.Api.Keys);
        Assert.Equal(("127.0.0.1", 9110, false), (options.Pbm.Host, options.Pbm.Port, options.Pbm.Mutations));
        Assert.Equal((null, "https://api.x.ai/v1", 1000, 2m, 60), (options.Xai.ApiKey, options.Xai.BaseUrl.ToString(), options.Xai.DailyCalls, options.Xai.DailyDollars, options.Xai.Timeout.TotalSeconds));
    }

    [Fact]
    public void The_shipped_appsettings_are_the_defaults()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

        var (read, defaults) = (NodeOptions.From(shipped), NodeOptions.From(Of()));

        Assert.Equal(defaults.Cluster with { Roles = [], SeedNodes = [] }, read.Cluster with { Roles = [], SeedNodes = [] });
        Assert.Equal(defaults.Cluster.Roles, read.Cluster.Roles);
        Assert.Empty(read.Cluster.SeedNodes);
        Assert.Equal((defaults.Persistence, defaults.Simulator, defaults.Time), (read.Persistence, read.Simulator, read.Time));
        Assert.Empty(read.Api.Keys);
    }

    [Fact]
    public void F71_the_analyst_is_xAI_with_a_key_the_simulators_without_one_and_nobody_without_both()
    {
        var simulator = new Uri("http://127.0.0.1:5090");
        var (settings, address, key) = NodeOptions.From(Of(("Xai:ApiKey", "xai-secret"), ("Xai:DailyDollars", "0.25"), ("Xai:InputDollars", "0.2"), ("Xai:OutputDollars", "0.5"))).Xai.Analyst(simulator);
        Assert.Equal(("grok-4.3", "https://api.x.ai/v1", "xai-secret", 250_000L), (settings.Model, address.ToString(), key, settings.Limits.MicroDollars));
        // A thousand tokens at 0.20 and a hundred and one at 0.50 dollars a million, rounded up.
        Assert.Equal(251, settings.CostOf(1000, 101));
        (settings, address, key) = NodeOptions.From(Of(("Xai:DailyCalls", "7"))).Xai.Analyst(simulator);
        Assert.Equal(("simulated-analyst", "http://127.0.0.1:5090/v1", "simulated", 7), (settings.Model, address.ToString(), key, settings.Limits.Calls));
        Assert.Null(NodeOptions.From(Of(("Xai:BaseUrl", "http://127.0.0.1:9/v1"))).Xai.Analyst(null).Key);
    }

    [Theory]
    [InlineData("Xai:ApiKey", "a key", "its value is not shown")]
    [InlineData("Xai:BaseUrl", "ftp://x", "https://api.x.ai/v1")]
    [InlineData("Xai:Model", "grok 4", "grok-4.3")]
    [InlineData("Xai:DailyCalls", "-1", "from 0 to 1000000")]
    [InlineData("Xai:DailyDollars", "free", "US dollars from 0 to 10000")]
    [InlineData("Xai:DailyDollars", "1.0000001", "US dollars")]
    [InlineData("Xai:InputDollars", "-1", "US dollars")]
    [InlineData("Xai:OutputDollars", "1e3", "US dollars")]
    [InlineData("Xai:Timeout", "0s", "from 00:00:01")]
    [InlineData("Xai:Key", "a", "is no setting")]
    public void A_wrong_setting_of_the_analyst_is_named(string key, string value, string expected)
    {
        var wrong = Assert.Throws<SettingException>(() => NodeOptions.From(Of((key, value))));
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.Equal(key != "Xai:ApiKey", wrong.Message.Contains(value, StringComparison.Ordinal) || key == "Xai:Key");
    }

    [Fact]
    public void Answers_are_recorded_only_where_a_folder_is_named()
    {
        Assert.Null(NodeOptions.From(Of()).Keepa.Client(null).RecordTo);
        Assert.Equal("recorded", NodeOptions.From(Of(("Keepa:RecordTo", "recorded"))).Keepa.Client(null).RecordTo);
    }

    [Fact]
    public void Good_values_are_taken()
    {
        var options = NodeOptions.From(Of(
            ("Cluster:SeedNodes", "akka.tcp://Deals@10.0.0.1:4053, akka.tcp://Deals@node-2:4053"),
            ("Cluster:Roles", "deals,web"),
            ("Cluster:PublicHostname", "node-1"),
            ("Cluster:PublicPort", "30001"),
            ("persistence:provider", "sqlite"),
            ("Time:Scale", "0.5"),
            ("Time:Origin", "2026-01-01T02:00:00+02:00"),
            ("Api:Keys:0:Name", "ops"),
            ("Api:Keys:0:Hash", AHash.ToUpperInvariant()),
            ("Api:Keys:0:Role", "operator")));

        Assert.Equal(["akka.tcp://Deals@10.0.0.1:4053", "akka.tcp://Deals@node-2:4053"], options.Cluster.SeedNodes.Select(s => s.ToString()));
        Assert.False(options.Cluster.SeedsItself);
        Assert.Equal("akka.tcp://Deals@node-1:30001", options.Cluster.SelfAddress.ToString());
        Assert.Equal(["deals", "web"], options.Cluster.Roles);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), options.Time.Origin);
        Assert.Equal(("ops", ApiRole.Operator), (options.Api.Keys[0].Name, options.Api.Keys[0].Role));
    }

    [Theory]
    [InlineData("Cluster:Port", "abc", "a port from 0 to 65535")]
    [InlineData("Cluster:Port", "65536", "a port from 0 to 65535")]
    [InlineData("Cluster:Port", "-1", "a port from 0 to 65535")]
    [InlineData("Cluster:Port", "4053.5", "a port from 0 to 65535")]
    [InlineData("Cluster:PublicPort", "0", "a port from 1 to 65535")]
    [InlineData("Cluster:Hostname", "a host", "a host name or an IP address")]
    [InlineData("Cluster:PublicHostname", "a/b", "a host name or an IP address")]
    [InlineData("Cluster:SeedNodes", "10.0.0.1:4053", "akka.tcp://Deals@127.0.0.1:4053")]
    [InlineData("Cluster:SeedNodes", "akka.tcp://Other@10.0.0.1:4053", "akka.tcp://Deals@127.0.0.1:4053")]
    [InlineData("Cluster:SeedNodes", "akka.tcp://Deals@10.0.0.1", "akka.tcp://Deals@127.0.0.1:4053")]
    [InlineData("Cluster:Roles", "a role", "deals, web")]
    [InlineData("Cluster:Roles", "deal", "deals, web")]
    [InlineData("Cluster:StableAfter", "0.5s", "from 00:00:01")]
    [InlineData("Cluster:JoinWithin", "soon", "from 00:00:05")]
    [InlineData("Cluster:Certificate", "/nowhere/cluster.pfx", "a PKCS #12 file")]
    [InlineData("Cluster:MinMembers", "0", "a number of members from 1")]
    [InlineData("Persistence:Provider", "MySql", "one of Sqlite")]
    [InlineData("Persistence:Provider", "0", "one of Sqlite")]
    [InlineData("Simulator:Url", "http://0.0.0.0:5090", "of this machine")]
    [InlineData("Simulator:Url", "https://127.0.0.1:5090", "of this machine")]
    [InlineData("Simulator:Url", "nonsense", "of this machine")]
    [InlineData("Simulator:RefillRate", "0", "tokens a minute from 1")]
    [InlineData("Simulator:Deals", "many", "a number of deals from 1")]
    [InlineData("Simulator:Seed", "1.5", "a whole number")]
    [InlineData("Time:Scale", "0", "above 0 and at most 200")]
    [InlineData("Time:Scale", "201", "above 0 and at most 200")]
    [InlineData("Time:Scale", "NaN", "above 0 and at most 200")]
    [InlineData("Time:Scale", "fast", "above 0 and at most 200")]
    [InlineData("Time:Origin", "yesterday", "an instant such as")]
    [InlineData("Pbm:Host", "0.0.0.0", "an address of this machine alone")]
    [InlineData("Pbm:Host", "db.example.com", "an address of this machine alone")]
    [InlineData("Pbm:Port", "65536", "a port from 0 to 65535")]
    [InlineData("Pbm:Mutations", "maybe", "true or false")]
    [InlineData("Api:Keys", "secret", "numbered parts")]
    public void A_wrong_value_is_refused_by_key_value_and_what_it_takes(string key, string value, string expected)
    {
        var refused = Assert.Throws<SettingException>(() => NodeOptions.From(Of((key, value))));

        Assert.StartsWith(key, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'".Replace("'secret'", "", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("Cluster:Prot")]
    [InlineData("Persistence:Folder")]
    [InlineData("Simulator:Rate")]
    [InlineData("Time:Speed")]
    [InlineData("Pbm:Prot")]
    [InlineData("Api:Key")]
    [InlineData("Api:Keys:0:Rolle")]
    public void A_misspelt_key_is_refused_and_the_right_ones_are_named(string key)
    {
        var refused = Assert.Throws<SettingException>(() => NodeOptions.From(Of(
            ("Api:Keys:0:Name", "a"), ("Api:Keys:0:Hash", AHash), ("Api:Keys:0:Role", "reader"), (key, "1"))));

        Assert.StartsWith($"{key} is no setting", refused.Message, StringComparison.Ordinal);
        Assert.Contains(" takes ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_place_of_its_hash_is_refused_and_never_shown()
    {
        var refused = Assert.Throws<SettingException>(() => NodeOptions.From(Of(
            ("Api:Keys:0:Name", "a"), ("Api:Keys:0:Hash", "hunter2"), ("Api:Keys:0:Role", "reader"))));

        Assert.Contains("Api:Keys:0:Hash", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Keepa:Webhook:Secret", "fifteen-letters")]
    [InlineData("Keepa:Webhook:Secret", "sixteen/letters/x")]
    [InlineData("Keepa:Webhook:Secret", "sixteen letters x")]
    [InlineData("Keepa:Webhook", "sixteen-letters-and-more")]
    public void F69_a_webhook_secret_that_is_none_is_refused_and_never_shown(string key, string value)
    {
        var refused = Assert.Throws<SettingException>(() => NodeOptions.From(Of((key, value))));

        Assert.StartsWith($"{key} (its value is not shown): ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keepa_may_push_only_where_a_secret_is_set_and_only_with_it()
    {
        Assert.Null(NodeOptions.From(Of()).Keepa.Webhook.Secret);
        var secret = NodeOptions.From(Of(("Keepa:Webhook:Secret", "sixteen-letters_"))).Keepa.Webhook.Secret!;
        Assert.True(secret.Is("sixteen-letters_"));
        Assert.False(secret.Is("sixteen-letters-"));
        Assert.False(secret.Is(""));
        Assert.StartsWith("Keepa:Webhook:Secrets is no setting", Assert.Throws<SettingException>(() => NodeOptions.From(Of(("Keepa:Webhook:Secrets", "a")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_feed_has_the_name_that_stands_for_keepas_push() => Assert.Contains(
        "but not tracking", Assert.Throws<SettingException>(() => NodeOptions.From(Of(("Keepa:Feeds:0:Name", "tracking")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Name")]
    [InlineData("Role")]
    [InlineData("Hash")]
    public void A_key_lacks_nothing(string missing)
    {
        var parts = new[] { ("Name", "a"), ("Hash", AHash), ("Role", "reader") }.Where(p => p.Item1 != missing).Select(p => ($"Api:Keys:0:{p.Item1}", p.Item2));

        var refused = Assert.Throws<SettingException>(() => NodeOptions.From(Of([.. parts])));

        Assert.StartsWith($"Api:Keys:0:{missing}", refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
