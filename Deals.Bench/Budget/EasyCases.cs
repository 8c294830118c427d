using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Budget;

/// <summary>Each of the others does what its source says, on a case that can be worked out by hand.</summary>
internal static class EasyCases
{
    private const int Rate = 5;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A row a case.</summary>
    public static IReadOnlyList<BenchRow> Rows() =>
    [
        new("easy case: wait and retry is refused at -10 and 5 a minute, 20 s before the refill",
            [new("seconds that it sleeps, by its source 20 + 1 + 10 / 5 * 60", SecondsAsleep()), new("sends the same again", SendsTheSameAgain())]),
        new("easy case: the rate limiter with 10 tokens of 5 a minute", [new("tokens taken at once, 10", TakenAtOnce()), new("tokens taken after two minutes, 10", TakenAfterTwoMinutes())]),
        new("easy case: threshold and recharge, empty at 5 a minute", [new("minutes until it sends, to 40 tokens 8", MinutesToRecharge(Rate)), new("the same at 20 a minute, to 1 token 0.05", MinutesToRecharge(4 * Rate))]),
    ];

    /// <summary>How long wait and retry sleeps.</summary>
    public static double SecondsAsleep() => (Refused().AsleepUntil - Now).TotalSeconds;

    /// <summary>Whether it sends again what was refused, and not before.</summary>
    public static bool SendsTheSameAgain()
    {
        var sent = new List<Call>();
        var client = Refused(sent);
        client.Look(client.AsleepUntil - TimeSpan.FromSeconds(1), sent.Add);
        var early = sent.Count;
        client.Look(client.AsleepUntil, sent.Add);
        return early == 1 && sent.Count == 2 && sent[0] == sent[1];
    }

    /// <summary>How many tokens of ten the limiter gives at once.</summary>
    public static int TakenAtOnce()
    {
        using var limiter = Limiter();
        return Take(limiter, Now);
    }

    /// <summary>How many it gives two minutes after it was emptied.</summary>
    public static int TakenAfterTwoMinutes()
    {
        using var limiter = Limiter();
        Take(limiter, Now);
        return Take(limiter, Now.AddMinutes(2).AddMilliseconds(1));
    }

    /// <summary>How long threshold and recharge sends nothing once it has heard of an empty bucket.</summary>
    public static double MinutesToRecharge(int rate)
    {
        var sent = new List<Call>();
        var client = new ThresholdAndRecharge(Work(), rate, rate, Now);
        client.Look(Now, sent.Add);
        client.Take(sent[0], new BucketReading(Now, 0, TimeSpan.FromMinutes(1), rate, 0), refused: false, Now);
        var at = Now;
        while (sent.Count < 2 && at < Now.AddHours(2))
        {
            client.Look(at, sent.Add);
            at = at.AddSeconds(1);
        }

        return (at.AddSeconds(-1) - Now).TotalMinutes;
    }

    private static WaitAndRetry Refused(List<Call>? sent = null)
    {
        sent ??= [];
        var client = new WaitAndRetry(Work(), Rate);
        client.Look(Now, sent.Add);
        client.Take(sent[0], new BucketReading(Now, -2 * Rate, TimeSpan.FromSeconds(20), Rate, 0), refused: true, Now);
        return client;
    }

    private static NominalLimiter Limiter() => new(Work(), Rate, 2 * Rate, Now);

    private static int Take(NominalLimiter limiter, DateTimeOffset at)
    {
        var taken = 0;
        while (limiter.TryTake(1, at))
            taken++;
        return taken;
    }

    private static LanesInTurn Work() => new(new Backlog(new Random(1)));
}
