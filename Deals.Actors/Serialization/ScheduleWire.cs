using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>A deal's schedule in the journal.</summary>
internal static class ScheduleWire
{
    public static Proto.Schedule? To(Schedule? schedule) => schedule is null ? null : new Proto.Schedule
    {
        Lane = (int)schedule.Lane,
        Due = schedule.Due.ToWire(),
        SoftDeadline = schedule.SoftDeadline.ToWire(),
        Reason = (int)schedule.Reason,
        Priority = schedule.Priority,
    };

    public static Schedule? From(Proto.Schedule? p) =>
        p is null ? null : new Schedule((Lane)p.Lane, p.Due.ToInstant(), p.SoftDeadline.ToInstant(), (DueReason)p.Reason, p.Priority);
}
