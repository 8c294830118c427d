using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Simulator</c>: the simulated Keepa that a node embeds where neither a key nor an address of Keepa is configured.</summary>
public sealed record EmbeddedSimulatorOptions
{
    /// <summary>Where it listens: loopback only, for it answers anybody.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:5090");

    /// <summary>Tokens a minute; the bucket holds sixty times as many.</summary>
    public int RefillRate { get; init; } = 20;

    /// <summary>How many products its world has.</summary>
    public int Deals { get; init; } = 15000;

    /// <summary>What its world is a function of, beside the origin of time.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static EmbeddedSimulatorOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Simulator");
        var defaults = new EmbeddedSimulatorOptions();
        var options = new EmbeddedSimulatorOptions
        {
            Url = section.Text(nameof(Url)) is { } text ? LoopbackUrl(section, text) : defaults.Url,
            RefillRate = section.Whole(nameof(RefillRate), defaults.RefillRate, 1, 10_000, "a number of tokens a minute"),
            Deals = section.Whole(nameof(Deals), defaults.Deals, 1, 1_000_000, "a number of deals"),
            Seed = section.Whole(nameof(Seed), defaults.Seed, int.MinValue, int.MaxValue, "a whole number"),
        };
        section.RefuseTheRest();
        return options;
    }

    private static Uri LoopbackUrl(SettingsSection section, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && url.AbsolutePath == "/"
            ? url
            : throw section.Wrong(nameof(Url), text, string.Create(CultureInfo.InvariantCulture, $"an http address of this machine such as http://127.0.0.1:5090"));
}
