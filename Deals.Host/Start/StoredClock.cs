using System.Globalization;
using System.Text.Json;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;

namespace Deals.Host.Start;

/// <summary>The domain's clock as it is stored with the data at the first start, so that a restart does not jump in time.</summary>
/// <param name="Origin">The instant at which domain time and wall time agree.</param>
/// <param name="Scale">Domain seconds a wall second.</param>
internal sealed record StoredClock(DateTimeOffset Origin, double Scale)
{
    /// <summary>The clock of data that has none yet.</summary>
    public static StoredClock First(TimeOptions time, TimeProvider wall) => new(time.Origin ?? wall.GetUtcNow(), time.Scale);

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static StoredClock Parse(string text) => JsonSerializer.Deserialize<StoredClock>(text, InspectionJson.Options) ?? throw new JsonException("It is empty.");

    /// <summary>The text by which it is stored.</summary>
    public string ToText() => JsonSerializer.Serialize(this, InspectionJson.Options);

    /// <summary>The clock to run by.</summary>
    /// <exception cref="SettingException">The settings want another one.</exception>
    public DomainClock Run(TimeOptions time, TimeProvider wall)
    {
        if (time.Origin is { } origin && origin != Origin)
            throw SettingException.Wrong("Time:Origin", InspectionJson.Instant(origin), $"{InspectionJson.Instant(Origin)}, with which this data was begun,");
        return Scale == time.Scale
            ? new DomainClock(Origin, Scale, wall)
            : throw SettingException.Wrong("Time:Scale", Text(time.Scale), $"{Text(Scale)}, with which this data was begun,");
    }

    private static string Text(double scale) => scale.ToString(CultureInfo.InvariantCulture);
}
