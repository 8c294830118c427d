using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>When deals are looked at again: the section <c>Refresh</c>.</summary>
public sealed record RefreshOptions
{
    private static readonly TimeSpan ShortestAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(365);

    /// <summary>Which policy.</summary>
    public RefreshPolicyName Policy { get; init; } = RefreshPolicyName.Priced;

    /// <summary>The age at which <see cref="RefreshPolicyName.MaxAge"/> looks again, and that no deal is to pass under <see cref="RefreshPolicyName.Priced"/>; domain time, an hour to a year.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The share of the supply that keeping the maximum age may cost, above 0 to 1.</summary>
    public double MaxAgeShare { get; init; } = 0.5;

    /// <summary>The policy itself.</summary>
    public RefreshPolicy Value => Policy switch
    {
        RefreshPolicyName.MaxAge => new MaxAgePolicy(MaxAge),
        RefreshPolicyName.Tiered => TieredPolicy.Default,
        _ => new PricedPolicy(MaxAge),
    };

    /// <summary>How the price of a look is found; absent under a policy without one.</summary>
    public RefreshPricing? Pricing => Value is PricedPolicy priced
        ? new RefreshPricing(priced, new PriceSettings { MaxAge = MaxAge, MaxAgeShare = MaxAgeShare }, new ImportanceSettings())
        : null;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static RefreshOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Refresh");
        var standard = new RefreshOptions();
        var options = new RefreshOptions
        {
            Policy = section.Choice("Policy", standard.Policy),
            MaxAge = section.Duration("MaxAge", standard.MaxAge, ShortestAge, LongestAge),
            MaxAgeShare = section.Share("MaxAgeShare", standard.MaxAgeShare),
        };
        section.RefuseTheRest();
        return options;
    }
}

/// <summary>The policies by their names.</summary>
public enum RefreshPolicyName
{
    /// <summary>After a day, three days, then every week.</summary>
    Tiered,

    /// <summary>Whatever has the maximum age goes back to processing.</summary>
    MaxAge,

    /// <summary>Whoever's next look is worth the price of a token.</summary>
    Priced,
}
