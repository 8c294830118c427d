namespace Deals.Actors.Freshness;

/// <summary>Where a node reads on which terms tokens are had; written by who follows the price.</summary>
public sealed class TermsBoard
{
    private volatile RefreshTerms? _now;

    /// <summary>The terms; absent while nobody has told them.</summary>
    public RefreshTerms? Now
    {
        get => _now;
        set => _now = value;
    }
}
