namespace Deals.Actors.Budget;

/// <summary>Whether enough of the cluster is there for tokens to be granted. Where it is not, another part of it may be granting: nothing is lost by a wait, for
/// the bucket holds an hour.</summary>
public interface IQuorum
{
    /// <summary>What is missing, in one sentence; absent where nothing is.</summary>
    string? Missing { get; }
}

/// <summary>A router that is alone and may grant.</summary>
internal sealed class NobodyIsMissing : IQuorum
{
    public static readonly NobodyIsMissing Instance = new();

    public string? Missing => null;
}
