using System.Runtime.Serialization;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>Wishes on the wire.</summary>
internal static partial class BudgetWire
{
    private static Wire.SubjectWire ToWire(NeedSubject subject) => subject switch
    {
        NeedSubject.ProductOf p => new Wire.SubjectWire { Product = ToWire(p) },
        NeedSubject.SellerOf s => new Wire.SubjectWire
        {
            Seller = new Wire.SellerSubjectWire { Domain = s.Marketplace.Number, Seller = s.Seller.Value, Round = s.Round },
        },
        _ => throw new SerializationException($"{subject.GetType()} has no form on the wire."),
    };

    private static NeedSubject ToDomain(Wire.SubjectWire subject) => subject.SubjectCase switch
    {
        Wire.SubjectWire.SubjectOneofCase.Product => ToDomain(subject.Product),
        Wire.SubjectWire.SubjectOneofCase.Seller => new NeedSubject.SellerOf(
            AmazonDomain.FromNumber(subject.Seller.Domain), SellerId.Parse(subject.Seller.Seller), subject.Seller.Round),
        _ => throw new SerializationException("The wish is of a kind that this version does not know."),
    };

    private static Wire.ProductSubjectWire ToWire(NeedSubject.ProductOf p)
    {
        var wire = new Wire.ProductSubjectWire { Domain = p.Marketplace.Number, Asin = p.Asin.Value, Cycle = p.Cycle, Attempt = p.Attempt, Shape = ToWire(p.Shape), IsDepthChosen = p.IsDepthChosen };
        if (p.PriceType is { } type)
            wire.PriceType = type.Index;
        return wire;
    }

    private static NeedSubject.ProductOf ToDomain(Wire.ProductSubjectWire p) =>
        new(AmazonDomain.FromNumber(p.Domain), Asin.Parse(p.Asin), p.Cycle, p.Attempt, ToDomain(p.Shape))
        {
            // A price type that only a newer version knows is none.
            PriceType = p.HasPriceType && PriceType.TryFromIndex(p.PriceType, out var type) ? type : null,
            IsDepthChosen = p.IsDepthChosen,
        };

    private static Wire.NeedWire ToWire(Need need) => new()
    {
        Subject = ToWire(need.Subject),
        Lane = (int)need.Lane,
        SoftDeadline = need.SoftDeadline.ToWire(),
        Deadline = need.Deadline.ToWire(),
    };

    private static Need ToDomain(Wire.NeedWire need) =>
        new(ToDomain(need.Subject), ToLane(need.Lane), need.SoftDeadline.ToInstant(), need.Deadline.ToInstant());

    private static Wire.NeedQueuedWire ToWire(NeedQueued queued) =>
        new() { Subject = ToWire(queued.Subject), Lane = (int)queued.Lane, Place = queued.Place, Eta = queued.Eta.ToWire() };

    private static NeedQueued ToDomain(Wire.NeedQueuedWire queued) => new(ToDomain(queued.Subject), ToLane(queued.Lane), queued.Place, queued.Eta.ToInstant());

    private static Wire.NeedRefusedWire ToWire(NeedRefused refused)
    {
        var wire = new Wire.NeedRefusedWire { Subject = ToWire(refused.Subject), Reason = refused.Reason };
        if (refused.RetryAt is { } retryAt)
            wire.RetryAt = retryAt.ToWire();
        return wire;
    }

    private static NeedRefused ToDomain(Wire.NeedRefusedWire refused) =>
        new(ToDomain(refused.Subject), refused.Reason, refused.HasRetryAt ? refused.RetryAt.ToInstant() : null);

    private static Wire.NeedsEndedWire ToWire(NeedsEnded ended) => new() { Subjects = { ended.Subjects.Select(ToWire) }, Bought = ended.Bought };

    private static NeedsEnded ToDomain(Wire.NeedsEndedWire ended) => new([.. ended.Subjects.Select(ToDomain)], ended.Bought);

    private static Wire.AppetiteWire ToWire(Appetite appetite) =>
        new() { Epoch = appetite.Epoch, Room = { appetite.Room }, IdleTokens = appetite.IdleTokens };

    private static Appetite ToDomain(Wire.AppetiteWire appetite) => new(appetite.Epoch, [.. appetite.Room], appetite.IdleTokens);

    private static Wire.SetLaneWire ToWire(SetLane set) => new() { Lane = (int)set.Lane, Paused = set.Paused };

    private static SetLane ToDomain(Wire.SetLaneWire set) => new(ToLane(set.Lane), set.Paused);

    private static Wire.LaneSetWire ToWire(LaneSet set) => new() { Lane = (int)set.Lane, Paused = set.Paused, Changed = set.Changed };

    private static LaneSet ToDomain(Wire.LaneSetWire set) => new(ToLane(set.Lane), set.Paused, set.Changed);
}
