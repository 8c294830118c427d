using Deals.Actors.Serialization;

namespace Deals.Actors.Catalogue;

/// <summary>Asks the projection how it stands; answered by <see cref="ProjectionStatus"/>.</summary>
public sealed record GetProjectionStatus : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetProjectionStatus Instance = new();
}

/// <summary>What the projection is doing. The number is on the wire.</summary>
public enum ProjectionState
{
    /// <summary>Rows follow the journal.</summary>
    Live = 0,

    /// <summary>The journal or the catalogue does not answer; it is tried again.</summary>
    Waiting = 1,

    /// <summary>New rows are made; the old ones are served meanwhile.</summary>
    Rebuilding = 2,

    /// <summary>Rows are compared with the journal; they stand still meanwhile.</summary>
    Verifying = 3,
}

/// <summary>How the projection stands.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Reason">Why, in one sentence; absent while it is live.</param>
/// <param name="Usable">Whether the rows are of this journal.</param>
/// <param name="Position">The journal's position up to which rows are made.</param>
/// <param name="JournalEnd">The journal's last position, if it answered.</param>
/// <param name="SetAside">Events of which no row could be made.</param>
public sealed record ProjectionStatus(ProjectionState State, string? Reason, bool Usable, long Position, long? JournalEnd, long SetAside) : IDealsWire;

/// <summary>Makes all rows again from the journal, beside the old ones, then swaps; answered by <see cref="CatalogueStep"/>s.</summary>
public sealed record RebuildCatalogue : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly RebuildCatalogue Instance = new();
}

/// <summary>Makes all rows again from the journal and compares every column; answered by <see cref="CatalogueStep"/>s.</summary>
public sealed record VerifyCatalogue : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly VerifyCatalogue Instance = new();
}

/// <summary>One step of long work.</summary>
/// <param name="Done">The position that is reached.</param>
/// <param name="Total">The position at which it ends, if known.</param>
/// <param name="Text">The step in words.</param>
/// <param name="Finished">Whether this is the last.</param>
/// <param name="Failed">Whether it ended badly: rows differ, or the work broke.</param>
public sealed record CatalogueStep(long Done, long? Total, string Text, bool Finished, bool Failed) : IDealsWire;
