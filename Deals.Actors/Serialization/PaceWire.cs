using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>How often a deal changes, in the journal and on the wire.</summary>
internal static class PaceWire
{
    public static Proto.Pace? To(Pace? pace) => pace is null ? null : new Proto.Pace
    {
        Changes = pace.Seen.Changes,
        Days = pace.Seen.Days,
        PriorChanges = pace.Prior.Shape,
        PriorDays = pace.Prior.Days,
        Until = pace.Until.ToWire(),
    };

    public static Pace? From(Proto.Pace? p) =>
        p is null ? null : new Pace(new ChangeRate(p.Changes, p.Days), new RatePrior(p.PriorChanges, p.PriorDays), p.Until.ToInstant());

    public static Proto.Moves To(PriceMoves moves)
    {
        var p = new Proto.Moves { Type = moves.Type.Index, Since = moves.Since.ToWire() };
        p.At.AddRange(moves.At.Select(static at => at.ToWire()));
        return p;
    }

    public static PriceMoves From(Proto.Moves p) => new(PriceType.FromIndex(p.Type), p.Since.ToInstant(), [.. p.At.Select(static at => at.ToInstant())]);
}
