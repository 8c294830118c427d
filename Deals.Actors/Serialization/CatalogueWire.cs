using Deals.Actors.Catalogue;
using Proto = Deals.Actors.Serialization.CatalogueProto;

namespace Deals.Actors.Serialization;

/// <summary>The projection on the wire.</summary>
internal static class CatalogueWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("pq-c", Proto.Ask.Parser, (GetProjectionStatus _) => new Proto.Ask(), _ => GetProjectionStatus.Instance),
        WireType.Of("pr-c", Proto.Ask.Parser, (RebuildCatalogue _) => new Proto.Ask(), _ => RebuildCatalogue.Instance),
        WireType.Of("pv-c", Proto.Ask.Parser, (VerifyCatalogue _) => new Proto.Ask(), _ => VerifyCatalogue.Instance),
        WireType.Of("ps-r", Proto.Status.Parser, (ProjectionStatus s) =>
            {
                var p = new Proto.Status { State = (int)s.State, Usable = s.Usable, Position = s.Position, SetAside = s.SetAside };
                if (s.Reason is not null)
                    p.Reason = s.Reason;
                if (s.JournalEnd is { } end)
                    p.JournalEnd = end;
                return p;
            },
            p => new ProjectionStatus((ProjectionState)p.State, p.HasReason ? p.Reason : null, p.Usable, p.Position, p.HasJournalEnd ? p.JournalEnd : null, p.SetAside)),
        WireType.Of("pt-r", Proto.Step.Parser, (CatalogueStep s) =>
            {
                var p = new Proto.Step { Done = s.Done, Text = s.Text, Finished = s.Finished, Failed = s.Failed };
                if (s.Total is { } total)
                    p.Total = total;
                return p;
            },
            p => new CatalogueStep(p.Done, p.HasTotal ? p.Total : null, p.Text, p.Finished, p.Failed)),
    ];
}
