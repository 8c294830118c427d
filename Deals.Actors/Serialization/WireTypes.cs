namespace Deals.Actors.Serialization;

/// <summary>Every type that is stored or sent, room by room.</summary>
public static class WireTypes
{
    /// <summary>All of them; manifests and types are unique.</summary>
    public static IReadOnlyList<WireType> All { get; } =
    [
        .. AnalystWire.Types,
        .. BudgetWire.Types,
        .. CatalogueWire.Types,
        .. DealsWire.Types,
        .. ProcessingWire.Types,
        .. RecomputeWire.Types,
        .. SchedulingWire.Types,
        .. ScoutingWire.Types,
#if NEXT_WIRE
        .. NextWire.Types,
#endif
    ];
}
