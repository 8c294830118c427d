using System.Text.Json;
using Deals.Simulator.Bucket;
using Deals.Simulator.World;

namespace Deals.Simulator.Trackings;

/// <summary>The trackings of the account: what they take from the refill, and what their updates find in the domain's time. They are forgotten with the process; what they took
/// stays with the bucket until they change.</summary>
internal sealed class TrackingList(SimulatedWorld world, Account account, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Tracking> _all = new(StringComparer.Ordinal);
    private long _nextDue = long.MaxValue;

    /// <summary>Adds a tracking, or takes the place of the one of its product.</summary>
    /// <returns>Nothing where Keepa does not know the product, or the refill does not pay for it.</returns>
    public Tracking? Add(TrackingOrder order)
    {
        lock (_gate)
        {
            if (world.Find(order.Asin) is not { } product)
                return null;
            var before = _all.GetValueOrDefault(order.Asin);
            if (Flow() - (before?.Order.FlowPerMinute ?? 0) + order.FlowPerMinute > account.Read().RefillRate)
                return null;
            var now = (long)KeepaMinutes.Of(clock.GetUtcNow());
            var ttl = order.TtlHours >= 0 ? order.TtlHours : before?.TtlHours ?? -order.TtlHours;
            var tracking = _all[order.Asin] = new Tracking(order, now, ttl, type => Notification.ValueAt(product, order, type, now));
            Changed();
            return tracking;
        }
    }

    /// <summary>The tracking of a product.</summary>
    public Tracking? Find(string asin)
    {
        lock (_gate)
            return _all.GetValueOrDefault(asin);
    }

    /// <summary>All of them, by ASIN.</summary>
    public IReadOnlyList<Tracking> All()
    {
        lock (_gate)
            return [.. _all.Values];
    }

    /// <summary>Takes one out.</summary>
    public bool Remove(string asin)
    {
        lock (_gate)
        {
            if (!_all.Remove(asin))
                return false;
            Changed();
            return true;
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
            Changed();
        }
    }

    /// <summary>Makes every update that is due, in the order of time, and tells what they found.</summary>
    public IReadOnlyList<Notification> Update()
    {
        lock (_gate)
        {
            var now = (long)KeepaMinutes.Of(clock.GetUtcNow());
            if (now < _nextDue)
                return [];
            var found = _all.Values.ToList().SelectMany(t => Updated(t, now)).OrderBy(n => n.CreatedAt).ToList();
            Reckon();
            return found;
        }
    }

    private List<Notification> Updated(Tracking tracking, long now)
    {
        var (product, order, found) = (world.Find(tracking.Order.Asin)!, tracking.Order, new List<Notification>());
        while (tracking.NextUpdate <= Math.Min(now, tracking.EndsAt - 1))
        {
            var minute = tracking.NextUpdate;
            found.AddRange(tracking.Update(type => Notification.ValueAt(product, order, type, minute)).Select(hit => Notification.Of(product, order, hit, minute)));
        }

        if (now >= tracking.EndsAt)
        {
            _all.Remove(order.Asin);
            if (order.ExpireNotify)
                found.Add(Notification.Of(product, order, new Hit(order.MainDomain, 0, Cause.Expired), tracking.EndsAt));
            Changed();
        }

        if (found.Count > 0)
            tracking.Note(found);
        return found;
    }

    private void Changed()
    {
        Reckon();
        account.Change(bucket => bucket.Track(Flow(), clock.GetUtcNow()));
    }

    private void Reckon() => _nextDue = _all.Values.Select(t => Math.Min(t.NextUpdate, t.EndsAt)).DefaultIfEmpty(long.MaxValue).Min();

    private decimal Flow() => _all.Values.Sum(t => t.Order.FlowPerMinute);
}
