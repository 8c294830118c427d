namespace Deals.Actors.Inspection;

/// <summary>One change in the cluster as this node saw it.</summary>
/// <param name="At">When, wall time.</param>
/// <param name="Event">Akka.NET's name of it: MemberUp, UnreachableMember, LeaderChanged and so on.</param>
/// <param name="Member">The member as it is now; absent where the change is not about one.</param>
/// <param name="Leader">The new leader, where that changed; absent also where there is none any more.</param>
/// <param name="Missed">How many changes before this one the reader was too slow for.</param>
public sealed record ClusterChange(DateTimeOffset At, string Event, MemberItem? Member, string? Leader, long Missed = 0)
{
    /// <summary>Not a change: from here on every change is heard. It comes first.</summary>
    public const string Followed = "Followed";

    /// <summary>One line: the time, the event, and the member as <c>cluster show</c> prints it.</summary>
    public override string ToString() => $"{InspectionJson.Instant(At)} {Event} {(Member is null ? Leader ?? PlainText.None : Member.ToString())}";
}
