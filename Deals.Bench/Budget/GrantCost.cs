using System.Diagnostics;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Bench.Budget;

/// <summary>What a grant decision costs with many requests in the queue, against .NET's priority queue of as many.</summary>
/// <param name="Choice">Nanoseconds of who has waited too long, whose turn it is and whether the tokens are there.</param>
/// <param name="Removal">Nanoseconds to take it out of its lane and to charge the lane.</param>
/// <param name="Enqueue">Nanoseconds to put another one into the lane.</param>
/// <param name="PriorityQueue">Nanoseconds of an enqueue and a dequeue of the priority queue.</param>
/// <param name="BytesEach">Memory of a waiting request.</param>
internal sealed record GrantCost(double Choice, double Removal, double Enqueue, double PriorityQueue, double BytesEach)
{
    /// <summary>Requests that wait.</summary>
    public const int Queued = 100_000;

    private const int Repeats = 5;
    private const int Decisions = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Nanoseconds of both: a grant decision.</summary>
    public double Decision => Choice + Removal;

    /// <summary>The decision against the priority queue.</summary>
    public double Ratio => Decision / PriorityQueue;

    /// <summary>Measures, both in turns, the median of five.</summary>
    public static GrantCost Measure()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var lanes = Full();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Queued;
        var ledger = Rich();
        var queue = new PriorityQueue<Guid, long>();
        var random = new Random(1);
        for (var i = 0; i < Queued; i++)
            queue.Enqueue(Guid.NewGuid(), random.NextInt64());
        List<(double Choice, double Removal, double Enqueue, double Queue)> seen = [];
        for (var repeat = 0; repeat <= Repeats; repeat++)
        {
            (lanes, var choice, var removal, var enqueue) = Ours(lanes, ledger);
            seen.Add((choice, removal, enqueue, Theirs(queue, random)));
        }

        // The first warms up.
        seen.RemoveAt(0);
        return new GrantCost(
            Median(seen.Select(static s => s.Choice)),
            Median(seen.Select(static s => s.Removal)),
            Median(seen.Select(static s => s.Enqueue)),
            Median(seen.Select(static s => s.Queue)),
            bytes);
    }

    private static (Lanes Lanes, double Choice, double Removal, double Enqueue) Ours(Lanes lanes, TokenLedger ledger)
    {
        var rules = new GrantRules(10, 0.5, TimeSpan.FromMilliseconds(250));
        var backlog = new Backlog(new Random(2));
        long choosing = 0;
        long removing = 0;
        long queueing = 0;
        for (var i = 0; i < Decisions; i++)
        {
            var another = new QueuedRequest(Guid.NewGuid(), Lane.Discovery, backlog.Whole(Lane.Discovery, 5), "", Now, Now.AddDays(1));
            var start = Stopwatch.GetTimestamp();
            (lanes, _) = lanes.Expire(Now);
            var turn = (GrantStep.Turn)GrantRules.Turn(lanes, ledger, Now);
            var grant = (GrantStep.Grant)rules.Form(turn.Head, lanes, ledger, LearnedCosts.None, Now);
            var chosen = Stopwatch.GetTimestamp();
            lanes = lanes.Take(grant.Batch);
            var decided = Stopwatch.GetTimestamp();
            lanes = lanes.Enqueue(another with { Lane = turn.Head.Lane });
            choosing += chosen - start;
            removing += decided - chosen;
            queueing += Stopwatch.GetTimestamp() - decided;
        }

        return (lanes, Nanoseconds(choosing), Nanoseconds(removing), Nanoseconds(queueing));
    }

    private static double Theirs(PriorityQueue<Guid, long> queue, Random random)
    {
        long spent = 0;
        for (var i = 0; i < Decisions; i++)
        {
            var (id, priority) = (Guid.NewGuid(), random.NextInt64());
            var start = Stopwatch.GetTimestamp();
            queue.Enqueue(id, priority);
            queue.Dequeue();
            spent += Stopwatch.GetTimestamp() - start;
        }

        return Nanoseconds(spent);
    }

    private static Lanes Full()
    {
        var backlog = new Backlog(new Random(1));
        var lanes = Lanes.Empty(LaneShares.Default, Queued);
        for (var i = 0; i < Queued; i++)
        {
            var lane = LaneOrder.All[i % LaneOrder.All.Length];
            lanes = lanes.Enqueue(new QueuedRequest(Guid.NewGuid(), lane, backlog.Whole(Lane.Discovery, 5), "", Now, Now.AddDays(1)));
        }

        return lanes;
    }

    private static TokenLedger Rich()
    {
        var ledger = TokenLedger.Empty(new LedgerSettings());
        var id = Guid.NewGuid();
        ledger = ledger.Reserve(id, 0, Now, Now.AddMinutes(2));
        var envelope = new TokenEnvelope(Now, 30_000, TimeSpan.FromSeconds(30), 500, 0, 0, TimeSpan.Zero);
        return ledger.Settle(id, new PermitFate.Answered(envelope), Now).Ledger;
    }

    private static double Nanoseconds(long stamps) => stamps * 1e9 / Stopwatch.Frequency / Decisions;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
