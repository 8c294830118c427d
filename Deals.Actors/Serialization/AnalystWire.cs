using System.Collections.Immutable;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using Proto = Deals.Actors.Serialization.AnalystProto;

namespace Deals.Actors.Serialization;

/// <summary>The analyst on the wire. A manifest is for ever: <c>e</c> an event, <c>c</c> a command, <c>r</c> a reply, <c>s</c> a state.</summary>
internal static class AnalystWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("xa-c", Proto.AskAnalysis.Parser, (AskAnalysis c) => new Proto.AskAnalysis { Id = c.Id.ToString() }, p => new AskAnalysis(DealId.Parse(p.Id))),
        WireType.Of("xa-r", Proto.Order.Parser, (AnalysisOrder o) => To(o), p => new AnalysisOrder(DealId.Parse(p.Id), p.Place, p.HasReason ? p.Reason : null, p.HasUntil ? p.Until.ToInstant() : null)),
        WireType.Of("xq-c", Proto.Ask.Parser, (GetAnalyst _) => new Proto.Ask(), _ => GetAnalyst.Instance),
        WireType.Of("xq-r", Proto.Status.Parser, (AnalystStatus s) => To(s), From),
        WireType.Of("xr-e", Proto.Reserved.Parser, (QuotaEvent.Reserved e) => To(e), From),
        WireType.Of("xs-e", Proto.Settled.Parser,
            (QuotaEvent.Settled e) => new Proto.Settled { Number = e.Number, At = e.At.ToWire(), MicroDollars = e.MicroDollars, TokensIn = e.TokensIn, TokensOut = e.TokensOut, HasLeft = e.HasLeft },
            p => new QuotaEvent.Settled(p.Number, p.At.ToInstant(), p.MicroDollars, p.TokensIn, p.TokensOut, p.HasLeft)),
        WireType.Of("xq-s", Proto.Quota.Parser, (AnalystQuota q) => To(q), From),
    ];

    private static Proto.Order To(AnalysisOrder order)
    {
        var p = new Proto.Order { Id = order.Id.ToString(), Place = order.Place };
        if (order.Reason is { } reason)
            p.Reason = reason;
        if (order.Until is { } until)
            p.Until = until.ToWire();
        return p;
    }

    private static Proto.Reserved To(QuotaEvent.Reserved e) => new() { Number = e.Number, At = e.At.ToWire(), Lane = (int)e.Lane, MicroDollars = e.MicroDollars };

    private static QuotaEvent.Reserved From(Proto.Reserved p) => new(p.Number, p.At.ToInstant(), (AnalystLane)p.Lane, p.MicroDollars);

    private static Proto.Quota To(AnalystQuota quota)
    {
        var p = new Proto.Quota
        {
            Day = quota.Day.DayNumber,
            Calls = quota.Calls,
            MicroDollars = quota.MicroDollars,
            Next = quota.Next,
            AllCalls = quota.AllCalls,
            AllMicroDollars = quota.AllMicroDollars,
            AllTokensIn = quota.AllTokensIn,
            AllTokensOut = quota.AllTokensOut,
        };
        p.ByLane.AddRange(quota.ByLane);
        p.Open.AddRange(quota.Open.Values.Select(To));
        return p;
    }

    private static AnalystQuota From(Proto.Quota p) => new()
    {
        Day = DateOnly.FromDayNumber(p.Day),
        Calls = p.Calls,
        MicroDollars = p.MicroDollars,
        ByLane = [.. p.ByLane],
        Open = p.Open.Select(From).ToImmutableSortedDictionary(static r => r.Number, static r => r),
        Next = p.Next,
        AllCalls = p.AllCalls,
        AllMicroDollars = p.AllMicroDollars,
        AllTokensIn = p.AllTokensIn,
        AllTokensOut = p.AllTokensOut,
    };

    private static Proto.Status To(AnalystStatus status)
    {
        var p = new Proto.Status
        {
            AsOf = status.AsOf.ToWire(),
            PromptVersion = status.PromptVersion,
            Quota = To(status.Quota),
            DailyCalls = status.DailyCalls,
            DailyMicroDollars = status.DailyMicroDollars,
            OpenCalls = status.OpenCalls,
            InFlight = status.InFlight,
            IsBroken = status.IsBroken,
            Counts = To(status.Counts),
        };
        p.Waiting.AddRange(status.Waiting);
        if (status.Model is { } model)
            p.Model = model;
        if (status.Reason is { } reason)
            p.Reason = reason;
        if (status.Until is { } until)
            p.Until = until.ToWire();
        return p;
    }

    private static AnalystStatus From(Proto.Status p) => new()
    {
        AsOf = p.AsOf.ToInstant(),
        Model = p.HasModel ? p.Model : null,
        PromptVersion = p.PromptVersion,
        Quota = From(p.Quota),
        DailyCalls = p.DailyCalls,
        DailyMicroDollars = p.DailyMicroDollars,
        Waiting = [.. p.Waiting],
        OpenCalls = p.OpenCalls,
        InFlight = p.InFlight,
        Reason = p.HasReason ? p.Reason : null,
        Until = p.HasUntil ? p.Until.ToInstant() : null,
        IsBroken = p.IsBroken,
        Counts = From(p.Counts),
    };

    private static Proto.Counts To(AnalystCounts counts) => new()
    {
        Verdicts = counts.Verdicts,
        Remembered = counts.Remembered,
        Unparseable = counts.Unparseable,
        Failed = counts.Failed,
        Unknown = counts.Unknown,
        Throttled = counts.Throttled,
        Unpriced = counts.Unpriced,
        Marked = counts.Marked,
    };

    private static AnalystCounts From(Proto.Counts p) => new()
    {
        Verdicts = p.Verdicts,
        Remembered = p.Remembered,
        Unparseable = p.Unparseable,
        Failed = p.Failed,
        Unknown = p.Unknown,
        Throttled = p.Throttled,
        Unpriced = p.Unpriced,
        Marked = p.Marked,
    };
}
