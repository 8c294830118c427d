using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>Takes in what a gateway has bought for wishes, on the gateway's own node: stores it, then tells those who wished.</summary>
public interface IAnswerTaker
{
    /// <summary>Why nothing should be bought for wishes now, in one sentence: what is bought could not be kept. Absent while nothing is wrong.</summary>
    string? Trouble { get; }

    /// <summary>Takes an outcome in. Ends when all of it is stored and told; never fails.</summary>
    Task TakeAsync(Permit permit, KeepaOutcome outcome);
}
