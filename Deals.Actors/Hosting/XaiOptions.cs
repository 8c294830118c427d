using Deals.Actors.Analysing;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Xai</c>: who judges deals, and how much that may cost.</summary>
public sealed record XaiOptions
{
    /// <summary>The model of the simulated analyst.</summary>
    public const string SimulatedModel = "simulated-analyst";

    private const string SimulatedKey = "simulated";
    private const int LongestKey = 200;
    private const int LongestModel = 100;
    private const decimal MicroDollars = 1_000_000;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The key; absent where none is configured, and then every deal is unverified for that reason.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The address.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.x.ai/v1");

    /// <summary>The model; absent where none is configured.</summary>
    public string? Model { get; init; }

    /// <summary>Calls a UTC day.</summary>
    public int DailyCalls { get; init; } = 1000;

    /// <summary>US dollars a UTC day.</summary>
    public decimal DailyDollars { get; init; } = 2;

    /// <summary>US dollars per million tokens of a prompt. Source: docs.x.ai, pricing of grok-4.3, 2026.</summary>
    public decimal InputDollars { get; init; } = 1.25m;

    /// <summary>US dollars per million tokens of an answer, thoughts included. Source: as above.</summary>
    public decimal OutputDollars { get; init; } = 2.5m;

    /// <summary>How long an answer is waited for, wall time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static XaiOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Xai");
        var standard = new XaiOptions();
        var options = new XaiOptions
        {
            ApiKey = Key(section),
            BaseUrl = Address(section) ?? standard.BaseUrl,
            Model = ModelOf(section),
            DailyCalls = section.Whole(nameof(DailyCalls), standard.DailyCalls, 0, 1_000_000, "a number of calls"),
            DailyDollars = section.Amount(nameof(DailyDollars), standard.DailyDollars, 0, 10_000, "US dollars"),
            InputDollars = section.Amount(nameof(InputDollars), standard.InputDollars, 0, 1_000, "US dollars"),
            OutputDollars = section.Amount(nameof(OutputDollars), standard.OutputDollars, 0, 1_000, "US dollars"),
            Timeout = section.Duration(nameof(Timeout), standard.Timeout, TimeSpan.FromSeconds(1), LongestTimeout),
        };
        section.RefuseTheRest();
        return options;
    }

    /// <summary>Whom the analyst asks.</summary>
    /// <param name="simulator">Where the embedded simulator listens, if it runs; it has an analyst too, which is asked where no key is configured.</param>
    public (AnalystSettings Settings, Uri Address, string? Key) Analyst(Uri? simulator)
    {
        var isSimulated = ApiKey is null && simulator is not null;
        var settings = new AnalystSettings
        {
            Model = Model ?? (isSimulated ? SimulatedModel : "grok-4.3"),
            Limits = new QuotaLimits(DailyCalls, (long)(DailyDollars * MicroDollars)),
            InputDollars = InputDollars,
            OutputDollars = OutputDollars,
            Timeout = Timeout,
        };
        return isSimulated ? (settings, new Uri(simulator!, "/v1"), SimulatedKey) : (settings, BaseUrl, ApiKey);
    }

    private static string? Key(SettingsSection section) => section.Text(nameof(ApiKey)) is not { } text ? null
        : text.Length <= LongestKey && text.All(static c => c is > ' ' and < '\x7f') ? text
        : throw SettingException.WrongSecret(section.KeyOf(nameof(ApiKey)), $"letters, digits and signs without spaces, at most {LongestKey},");

    private static string? ModelOf(SettingsSection section) => section.Text(nameof(Model)) is not { } text ? null
        : text.Length <= LongestModel && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or ':') ? text
        : throw section.Wrong(nameof(Model), text, "a model's name such as grok-4.3");

    private static Uri? Address(SettingsSection section)
    {
        if (section.Text(nameof(BaseUrl)) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : throw section.Wrong(nameof(BaseUrl), text, "an address such as https://api.x.ai/v1, without a query,");
    }
}
