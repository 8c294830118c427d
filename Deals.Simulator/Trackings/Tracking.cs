namespace Deals.Simulator.Trackings;

/// <summary>Why a notification is made, by Keepa's number.</summary>
internal enum Cause
{
    /// <summary>The tracking has ended.</summary>
    Expired = 0,

    /// <summary>A wished value was reached for the first time.</summary>
    Reached = 1,

    /// <summary>It was reached before and not left since, and the value is another.</summary>
    ChangedAfter = 3,

    /// <summary>Nobody offers it any more.</summary>
    OutOfStock = 4,

    /// <summary>Somebody offers it again.</summary>
    InStock = 5,

    /// <summary>It was reached, left, and reached again.</summary>
    ReachedAgain = 6,
}

/// <summary>What an update of a tracking found.</summary>
internal sealed record Hit(int Domain, int Type, Cause Cause);

/// <summary>One tracking in the list: what it waits for, and what it has told. Not for several threads.</summary>
internal sealed class Tracking
{
    /// <summary>What the account's own timer is taken to be; Keepa's default is not documented.</summary>
    private const int AccountsRearmMinutes = 7 * 1440;

    private readonly Dictionary<Threshold, Notified> _told = [];
    private readonly Dictionary<StockRule, bool> _inStock = [];
    private volatile IReadOnlyList<long> _history = [];

    /// <summary>Begins one.</summary>
    /// <param name="order">What was sent.</param>
    /// <param name="createdAt">Keepa minutes.</param>
    /// <param name="ttlHours">How long it lives; 0 for ever.</param>
    /// <param name="valueOf">The values now, by type.</param>
    public Tracking(TrackingOrder order, long createdAt, int ttlHours, Func<int, long> valueOf)
    {
        (Order, CreatedAt, TtlHours) = (order, createdAt, ttlHours);
        foreach (var rule in order.StockRules.Where(r => r.Domain == Protocol.Asked.OnlyDomain))
            _inStock[rule] = valueOf(rule.Type) >= 0;
        // Documented is only how many updates a day has.
        NextUpdate = createdAt + (60L * order.UpdateHours);
    }

    public TrackingOrder Order { get; }

    public long CreatedAt { get; }

    public int TtlHours { get; }

    /// <summary>The minute of its next update.</summary>
    public long NextUpdate { get; private set; }

    /// <summary>The minute of its end.</summary>
    public long EndsAt => TtlHours == 0 ? long.MaxValue : CreatedAt + (60L * TtlHours);

    /// <summary>Every notification that it made: marketplace, type, channel, cause, minute, one after the other.</summary>
    public IReadOnlyList<long> Told() => _history;

    /// <summary>Takes in what it has notified of.</summary>
    public void Note(IEnumerable<Notification> made) => _history = [.. _history, .. made.SelectMany(static n => new[] { n.Hit.Domain, n.Hit.Type, Notification.Api, (long)n.Hit.Cause, n.CreatedAt })];

    /// <summary>An update of the product.</summary>
    /// <param name="valueOf">The values at <see cref="NextUpdate"/>, by type.</param>
    public IReadOnlyList<Hit> Update(Func<int, long> valueOf)
    {
        var now = NextUpdate;
        NextUpdate += 60L * Order.UpdateHours;
        // The world has one marketplace: of another there is nothing to tell.
        var reached = Order.Thresholds.Where(t => t.Domain == Protocol.Asked.OnlyDomain).Select(t => CauseOf(t, valueOf(t.Type), now) is { } cause ? new Hit(t.Domain, t.Type, cause) : null);
        var stock = _inStock.Keys.Select(rule => CauseOf(rule, valueOf(rule.Type) >= 0) is { } cause ? new Hit(rule.Domain, rule.Type, cause) : null);
        return [.. reached.Concat(stock).OfType<Hit>()];
    }

    private Cause? CauseOf(Threshold threshold, long value, long now)
    {
        var told = _told.GetValueOrDefault(threshold);
        if (value < 0 || (threshold.IsDrop ? value > threshold.Value : value < threshold.Value))
        {
            // Without an offer a value has not gone beyond what was wished.
            if (told is not null && value >= 0)
                _told[threshold] = told with { WasLeft = true };
            return null;
        }

        var rearm = Order.RearmMinutes < 0 ? AccountsRearmMinutes : Order.RearmMinutes;
        Cause? cause = told switch
        {
            null => Cause.Reached,
            _ when rearm == 0 || now < told.At + rearm => null,
            { WasLeft: true } => Cause.ReachedAgain,
            _ => value != told.Value ? Cause.ChangedAfter : null,
        };
        if (cause is not null)
            _told[threshold] = new Notified(now, value, WasLeft: false);
        return cause;
    }

    private Cause? CauseOf(StockRule rule, bool isInStock)
    {
        if (_inStock[rule] == isInStock)
            return null;
        _inStock[rule] = isInStock;
        return rule.IsBack == isInStock ? isInStock ? Cause.InStock : Cause.OutOfStock : null;
    }

    private sealed record Notified(long At, long Value, bool WasLeft);
}
