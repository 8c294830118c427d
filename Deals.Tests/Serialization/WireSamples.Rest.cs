using Deals.Actors.Catalogue;
using Deals.Actors.Scheduling;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static IEnumerable<WireSample> OfTheRest =>
    [
        ("pq-c", GetProjectionStatus.Instance),
        ("pr-c", RebuildCatalogue.Instance),
        ("pv-c", VerifyCatalogue.Instance),
        ("ps-r", new ProjectionStatus(ProjectionState.Waiting, "locked", true, 5, 9, 1)),
        ("pt-r", new CatalogueStep(1, 2, "1 of 2", false, false)),
        ("pt-r/failed", new CatalogueStep(2, 2, "1 of 2 rows differ", true, true)),
        ("wq-c", GetWakerStatus.Instance),
        ("wb-c", GetBreakerStatus.Instance),
        ("ws-r", new WakerStatus(T0, 3, 40, 5, "Nobody is due.")),
        ("wr-r", new BreakerStatus(T0, 20, 19, 4)),
    ];
}
