using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What the router's grant loop does next.</summary>
public abstract record GrantStep
{
    private GrantStep()
    {
    }

    /// <summary>Nothing waits.</summary>
    public sealed record Nothing : GrantStep
    {
        /// <summary>The only one.</summary>
        public static readonly Nothing Instance = new();
    }

    /// <summary>Something waits, and nothing goes out yet.</summary>
    /// <param name="Reason">What is waited for, in one sentence.</param>
    /// <param name="Until">When to look again, our time, estimated.</param>
    public sealed record Wait(string Reason, DateTimeOffset Until) : GrantStep;

    /// <summary>It is this request's turn, if somebody can send it.</summary>
    public sealed record Turn(QueuedRequest Head) : GrantStep;

    /// <summary>The request can never go out under this plan.</summary>
    public sealed record Impossible(QueuedRequest Head, string Reason) : GrantStep;

    /// <summary>The tokens are there.</summary>
    /// <param name="Batch">The waiting requests that go out together.</param>
    /// <param name="Request">The one request that is made of them.</param>
    /// <param name="WorstCase">The most that it can cost, in tokens.</param>
    public sealed record Grant(ImmutableArray<QueuedRequest> Batch, KeepaRequest Request, int WorstCase) : GrantStep;
}
