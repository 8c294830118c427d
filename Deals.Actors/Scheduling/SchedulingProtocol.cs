using Deals.Actors.Serialization;

namespace Deals.Actors.Scheduling;

/// <summary>Asks the waker how it stands; answered by <see cref="WakerStatus"/>.</summary>
public sealed record GetWakerStatus : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetWakerStatus Instance = new();
}

/// <summary>How the waker stands.</summary>
/// <param name="AsOf">When it said this, domain time.</param>
/// <param name="Claims">Deals that were woken and whose rows have not moved on yet.</param>
/// <param name="Woken">Deals woken since its start.</param>
/// <param name="Pulled">Those of them before their time, for tokens that nobody waited for.</param>
/// <param name="Waiting">What it waits for, in one sentence; absent while it works.</param>
public sealed record WakerStatus(DateTimeOffset AsOf, int Claims, long Woken, long Pulled, string? Waiting) : IDealsWire
{
    /// <summary>Active deals woken since its start because their time had come.</summary>
    public long Looks { get; init; }
}

/// <summary>Asks the breaker how it stands; answered by <see cref="BreakerStatus"/>.</summary>
public sealed record GetBreakerStatus : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetBreakerStatus Instance = new();
}

/// <summary>How the breaker of retirements stands.</summary>
/// <param name="AsOf">When it said this, domain time.</param>
/// <param name="Allowed">Retirements that the last day allows.</param>
/// <param name="Used">Retirements of the last day.</param>
/// <param name="HeldBack">Deals that it did not let be retired within the last day.</param>
public sealed record BreakerStatus(DateTimeOffset AsOf, long Allowed, long Used, int HeldBack) : IDealsWire
{
    /// <summary>Whether it holds retirements back.</summary>
    public bool IsOpen => HeldBack > 0;
}
