using Deals.Actors.Scouting;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Scout</c>: how often the feeds are swept.</summary>
public static class ScoutOptions
{
    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static SweepPolicy From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Scout");
        var defaults = new SweepPolicy();
        var policy = new SweepPolicy
        {
            Interval = section.Duration(nameof(SweepPolicy.Interval), defaults.Interval, TimeSpan.FromMinutes(1), SweepPolicy.LongestFullInterval),
            FullShare = section.Share(nameof(SweepPolicy.FullShare), defaults.FullShare),
            HeadShare = section.Share(nameof(SweepPolicy.HeadShare), defaults.HeadShare),
            PagesInFlight = section.Whole(nameof(SweepPolicy.PagesInFlight), defaults.PagesInFlight, 1, 8, "a number of pages"),
        };
        section.RefuseTheRest();
        return policy;
    }
}
