using Deals.Actors.Budget;

namespace Deals.Bench.Budget;

/// <summary>A request on its way.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Lane">Whose it is; absent for the free question for the balance.</param>
/// <param name="Cost">What it will cost; only the bucket knows.</param>
internal sealed record Call(Guid Id, Lane? Lane, int Cost);

/// <summary>One way to spend a bucket's tokens. It sees what Keepa answers, and its own clock, and nothing else.</summary>
internal interface IContestant
{
    /// <summary>In the report.</summary>
    string Name { get; }

    /// <summary>Sends what may go out now; when to look again at the latest, if nothing is answered before.</summary>
    /// <param name="now">Its own clock.</param>
    /// <param name="send">Sends.</param>
    DateTimeOffset Look(DateTimeOffset now, Action<Call> send);

    /// <summary>Takes an answer in.</summary>
    /// <param name="call">The request.</param>
    /// <param name="reading">What Keepa said.</param>
    /// <param name="refused">Whether it was refused with 429.</param>
    /// <param name="now">Its own clock.</param>
    void Take(Call call, BucketReading reading, bool refused, DateTimeOffset now);
}
