using Deals.Actors.Scheduling;
using Proto = Deals.Actors.Serialization.SchedulingProto;

namespace Deals.Actors.Serialization;

/// <summary>The waker and the breaker on the wire.</summary>
internal static class SchedulingWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("wq-c", Proto.Ask.Parser, (GetWakerStatus _) => new Proto.Ask(), _ => GetWakerStatus.Instance),
        WireType.Of("wb-c", Proto.Ask.Parser, (GetBreakerStatus _) => new Proto.Ask(), _ => GetBreakerStatus.Instance),
        WireType.Of("ws-r", Proto.Waker.Parser, (WakerStatus s) =>
            {
                var p = new Proto.Waker { AsOf = s.AsOf.ToWire(), Claims = s.Claims, Woken = s.Woken, Pulled = s.Pulled };
                if (s.Waiting is not null)
                    p.Waiting = s.Waiting;
                return p;
            },
            p => new WakerStatus(p.AsOf.ToInstant(), p.Claims, p.Woken, p.Pulled, p.HasWaiting ? p.Waiting : null)),
        WireType.Of("wr-r", Proto.Breaker.Parser,
            (BreakerStatus s) => new Proto.Breaker { AsOf = s.AsOf.ToWire(), Allowed = s.Allowed, Used = s.Used, HeldBack = s.HeldBack },
            p => new BreakerStatus(p.AsOf.ToInstant(), p.Allowed, p.Used, p.HeldBack)),
    ];
}
