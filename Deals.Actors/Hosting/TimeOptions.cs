using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Time</c>: the domain's clock, see <see cref="DomainClock"/>.</summary>
public sealed record TimeOptions
{
    /// <summary>Domain seconds a wall second.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The instant at which both clocks agree; absent means the first start, which is stored with the data.</summary>
    public DateTimeOffset? Origin { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static TimeOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Time");
        var options = new TimeOptions
        {
            Scale = section.Text(nameof(Scale)) is { } scale ? ScaleOf(section, scale) : 1,
            Origin = section.Text(nameof(Origin)) is { } origin ? InstantOf(section, origin) : null,
        };
        section.RefuseTheRest();
        return options;
    }

    private static double ScaleOf(SettingsSection section, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is > 0 and <= DomainClock.HighestScale
            ? scale
            : throw section.Wrong(nameof(Scale), text, string.Create(CultureInfo.InvariantCulture, $"a number above 0 and at most {DomainClock.HighestScale}"));

    private static DateTimeOffset InstantOf(SettingsSection section, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw section.Wrong(nameof(Origin), text, "an instant such as 2026-01-01T00:00:00Z");
}
