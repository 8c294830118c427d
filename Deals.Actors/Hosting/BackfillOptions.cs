using Deals.Actors.Scouting;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Backfill</c>: whether the feeds' broad queries are walked.</summary>
public static class BackfillOptions
{
    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static BackfillPolicy From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Backfill");
        var text = section.Text(nameof(BackfillPolicy.Enabled));
        var enabled = true;
        if (text is not null && !bool.TryParse(text, out enabled))
            throw section.Wrong(nameof(BackfillPolicy.Enabled), text, "true or false");
        section.RefuseTheRest();
        return new BackfillPolicy { Enabled = enabled };
    }
}
