namespace Deals.Bench.Budget;

/// <summary>Another plan rate from a time on.</summary>
internal sealed record RateChange(TimeSpan After, int Rate);

/// <summary>Somebody else on the key.</summary>
/// <param name="PerMinute">Tokens a minute that he wants.</param>
/// <param name="Step">Tokens that he takes at once.</param>
internal sealed record ForeignUser(double PerMinute, int Step);

/// <summary>A day of a bucket. It starts half full.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Rate">Tokens a minute at first.</param>
/// <param name="Seed">What makes it another than the next.</param>
internal sealed record DayPlan(string Name, int Rate, int Seed)
{
    /// <summary>How long.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Changes of the plan, in their order.</summary>
    public IReadOnlyList<RateChange> Changes { get; init; } = [];

    /// <summary>Somebody else; absent where nobody is.</summary>
    public ForeignUser? Foreign { get; init; }

    /// <summary>What is in the bucket at the start.</summary>
    public int FirstBalance => 30 * Rate;
}
