using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Keepa</c>: the key, the address, and the feeds that are swept.</summary>
public sealed record KeepaOptions
{
    /// <summary>How many feeds a node reads: what the scout says of all of them has to fit into one message.</summary>
    public const int MostFeeds = 50;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(120);

    /// <summary>The key; absent where none is configured.</summary>
    public KeepaKey? ApiKey { get; init; }

    /// <summary>The address; absent where none is configured.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>How long a request may take, wall time.</summary>
    public TimeSpan Timeout { get; init; } = LongestTimeout;

    /// <summary>A folder into which every answer's body is written, without the key; absent for none.</summary>
    public string? RecordTo { get; init; }

    /// <summary>From which part of the refill on somebody else's use of the key is an alarm, above 0 to 1.</summary>
    public double ForeignAlarmShare { get; init; } = new KeepaRouterSettings().ForeignAlarmShare;

    /// <summary>Whether Keepa may push notifications to this node.</summary>
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>The feeds; one default where none is configured.</summary>
    public ImmutableArray<FeedQuery> Feeds { get; init; } = [FeedQuery.Default];

    /// <summary>Whether the embedded simulator answers: neither a key nor an address is configured.</summary>
    public bool IsSimulated => ApiKey is null && BaseUrl is null;

    /// <summary>What the client takes.</summary>
    /// <param name="simulator">Where the embedded simulator listens, if it runs.</param>
    public KeepaClientSettings Client(Uri? simulator) => new()
    {
        Key = ApiKey ?? KeepaKey.Simulated,
        BaseAddress = BaseUrl ?? simulator ?? new Uri("https://api.keepa.com"),
        Timeout = Timeout,
        RecordTo = RecordTo,
    };

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static KeepaOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Keepa");
        var options = new KeepaOptions
        {
            ApiKey = Key(section),
            BaseUrl = Address(section),
            Timeout = section.Duration(nameof(Timeout), LongestTimeout, TimeSpan.FromSeconds(1), LongestTimeout),
            RecordTo = section.Text(nameof(RecordTo)),
            ForeignAlarmShare = section.Share(nameof(ForeignAlarmShare), new KeepaRouterSettings().ForeignAlarmShare),
            Webhook = WebhookOptions.From(section.Part(nameof(Webhook))),
        };
        var feeds = section.Parts(nameof(Feeds)).Select(FeedOptions.Read).ToImmutableArray();
        if (feeds.Length > MostFeeds)
            throw section.Wrong(nameof(Feeds), $"{feeds.Length} feeds", $"at most {MostFeeds}");
        var repeated = feeds.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
            throw section.Wrong(nameof(Feeds), repeated.Key, "a name of its own for each feed");
        section.RefuseTheRest();
        return feeds.IsEmpty ? options : options with { Feeds = feeds };
    }

    private static KeepaKey? Key(SettingsSection section) => section.Text(nameof(ApiKey)) is not { } text
        ? null
        : KeepaKey.From(text) ?? throw SettingException.WrongSecret(section.KeyOf(nameof(ApiKey)), "letters and digits, at most 200,");

    private static Uri? Address(SettingsSection section)
    {
        if (section.Text(nameof(BaseUrl)) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : throw section.Wrong(nameof(BaseUrl), text, "an address such as https://api.keepa.com, without a query,");
    }
}
