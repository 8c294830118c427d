using Deals.Actors.Freshness;
using Deals.Actors.Scheduling;
using Proto = Deals.Actors.Serialization.SchedulingProto;

namespace Deals.Actors.Serialization;

/// <summary>The waker and the breaker on the wire.</summary>
internal static class SchedulingWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("wp-c", Proto.Ask.Parser, (GetPrice _) => new Proto.Ask(), _ => GetPrice.Instance),
        WireType.Of("wp-r", Proto.Price.Parser, (PriceStatus s) => PriceWire.To(s), PriceWire.From),
        WireType.Of("wp-e", Proto.ToldPrice.Parser, (PriceMemory m) => PriceWire.To(m), PriceWire.From),
        WireType.Of("wp-s", Proto.ToldPrices.Parser, (ToldPrices h) => PriceWire.To(h), PriceWire.From),
        WireType.Of("wq-c", Proto.Ask.Parser, (GetWakerStatus _) => new Proto.Ask(), _ => GetWakerStatus.Instance),
        WireType.Of("wb-c", Proto.Ask.Parser, (GetBreakerStatus _) => new Proto.Ask(), _ => GetBreakerStatus.Instance),
        WireType.Of("ws-r", Proto.Waker.Parser, (WakerStatus s) =>
            {
                var p = new Proto.Waker { AsOf = s.AsOf.ToWire(), Claims = s.Claims, Woken = s.Woken, Pulled = s.Pulled, Looks = s.Looks };
                if (s.Waiting is not null)
                    p.Waiting = s.Waiting;
                return p;
            },
            p => new WakerStatus(p.AsOf.ToInstant(), p.Claims, p.Woken, p.Pulled, p.HasWaiting ? p.Waiting : null) { Looks = p.Looks }),
        WireType.Of("wr-r", Proto.Breaker.Parser,
            (BreakerStatus s) => new Proto.Breaker { AsOf = s.AsOf.ToWire(), Allowed = s.Allowed, Used = s.Used, HeldBack = s.HeldBack },
            p => new BreakerStatus(p.AsOf.ToInstant(), p.Allowed, p.Used, p.HeldBack)),
    ];
}
