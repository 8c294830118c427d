using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;

namespace Deals.Actors.Inspection;

/// <summary>What became of a notification that Keepa pushed.</summary>
public enum NotificationOutcome
{
    /// <summary>The deal has taken it in.</summary>
    New,

    /// <summary>The deal knew it already, or something newer.</summary>
    Repeated,

    /// <summary>It is of no deal that is kept: nothing is bought or begun for it.</summary>
    Unknown,

    /// <summary>It tells that a tracking has ended.</summary>
    Expired,

    /// <summary>It could not be read, or its prices are in a currency that cannot be told.</summary>
    Refused,

    /// <summary>The deal did not answer in time, or too many came at once: Keepa says it once more.</summary>
    Unanswered,
}

/// <summary>Turns a pushed notification into a sighting of its deal, on the way that a row of a feed goes: what is known is looked up, the deal decides, and answers when it has stored. So it is
/// taken once, however often it is said.</summary>
public sealed class NotificationIntake(IDealReader deals, IDealTeller teller, TimeProvider clock)
{
    /// <summary>Takes one in.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time, or could not store it.</exception>
    public async Task<NotificationOutcome> TakeAsync(KeepaNotification notification, CancellationToken cancellation)
    {
        if (notification.HasExpired)
            return NotificationOutcome.Expired;
        if (!notification.HasOwnCurrency)
            return NotificationOutcome.Refused;
        var id = new DealId(notification.Domain, notification.Asin);
        if (await deals.ReadAsync(id, cancellation) is not DealReply.Details { State: not Deal.Retired { Cause: RetirementCause.Operator } and { Record: var record } })
            return NotificationOutcome.Unknown;
        if (record.Listing?.AsOf >= notification.CreatedAt)
            return NotificationOutcome.Repeated;
        var sight = new DealCommand.Sight(id, clock.GetUtcNow(), record.Lens.Pushed, NotificationReading.Of(notification, record.Listing?.Facts), notification.CreatedAt);
        return await teller.TellAsync(sight, cancellation) switch
        {
            OrderOutcome.Done { Change: DealChange.None } => NotificationOutcome.Repeated,
            OrderOutcome.Done => NotificationOutcome.New,
            OrderOutcome.NotKnown => NotificationOutcome.Unknown,
            OrderOutcome.Refused refused => throw new NoAnswerException(refused.Reason),
            var other => throw new InvalidOperationException($"A deal answered a sighting with {other.GetType().Name}."),
        };
    }
}

/// <summary>How many notifications came to this node since its start, by what became of them.</summary>
public sealed class NotificationCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<NotificationOutcome>().Length];

    /// <summary>Counts one.</summary>
    public void Add(NotificationOutcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    /// <summary>How many had an outcome.</summary>
    public long Of(NotificationOutcome outcome) => Interlocked.Read(ref _counts[(int)outcome]);
}

/// <summary>What Keepa has pushed to the node that answers, since its start.</summary>
/// <param name="Received">All that came with the right secret.</param>
/// <param name="New">Taken in by their deals.</param>
/// <param name="Repeated">Known to their deals already.</param>
/// <param name="Unknown">Of no deal that is kept.</param>
/// <param name="Expired">That a tracking has ended.</param>
/// <param name="Refused">Not to be read, or in a currency that cannot be told.</param>
/// <param name="Unanswered">Answered 503, so that Keepa says it once more.</param>
public sealed record NotificationsItem(long Received, long New, long Repeated, long Unknown, long Expired, long Refused, long Unanswered)
{
    /// <summary>Takes over the counts.</summary>
    public static NotificationsItem From(NotificationCounts counts) => new(
        Enum.GetValues<NotificationOutcome>().Sum(counts.Of),
        counts.Of(NotificationOutcome.New),
        counts.Of(NotificationOutcome.Repeated),
        counts.Of(NotificationOutcome.Unknown),
        counts.Of(NotificationOutcome.Expired),
        counts.Of(NotificationOutcome.Refused),
        counts.Of(NotificationOutcome.Unanswered));
}
