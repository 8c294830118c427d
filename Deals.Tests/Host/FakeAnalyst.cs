using System.Collections.Immutable;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;

namespace Deals.Tests.Host;

/// <summary>An analyst for the faces: what it says, and a switch for its silence.</summary>
internal sealed class FakeAnalyst : IStatusReader<AnalystStatus>, IAnalystTeller, IAnalysisIndex
{
    public string? Silence { get; set; }

    public Exception? IndexFailure { get; set; }

    /// <summary>What the next wish comes to.</summary>
    public Func<DealId, AnalysisOrder> Answer { get; set; } = static id => new AnalysisOrder(id, 2, "throttled: the analyst refuses calls for a while", FakeBackends.Now.AddMinutes(1));

    /// <summary>What was asked for.</summary>
    public List<DealId> Asked { get; } = [];

    public AnalystStatus Status { get; set; } = new()
    {
        AsOf = FakeBackends.Now,
        Model = "grok",
        PromptVersion = 1,
        Quota = new AnalystQuota { Day = DateOnly.FromDateTime(FakeBackends.Now.UtcDateTime), Calls = 412, MicroDollars = 1_234_500, ByLane = [2, 400, 10], AllCalls = 9000, AllMicroDollars = 30_000_000, AllTokensIn = 8_000_000, AllTokensOut = 2_000_000 },
        OpenCalls = 3,
        DailyCalls = 1000,
        DailyMicroDollars = 2_000_000,
        Waiting = [1, 50, 20],
        InFlight = 4,
        Reason = "throttled: the analyst refuses calls for a while",
        Until = FakeBackends.Now.AddMinutes(1),
        IsBroken = true,
        Counts = new AnalystCounts { Verdicts = 380, Remembered = 12, Unparseable = 3, Failed = 4, Unknown = 5, Throttled = 6, Unpriced = 7, Marked = 8 },
    };

    public Task<AnalystStatus> ReadAsync(CancellationToken cancellation) => Silence is { } silence ? throw new NoAnswerException(silence) : Task.FromResult(Status);

    public Task<AnalysisOrder> AskAsync(DealId id, CancellationToken cancellation)
    {
        if (Silence is { } silence)
            throw new NoAnswerException(silence);
        Asked.Add(id);
        return Task.FromResult(Answer(id));
    }

    public Task<IReadOnlyList<AnalysisRow>> NewAsync(int most, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<AnalysisRow>> AgainAsync(string key, DateTimeOffset now, int most, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<AnalysisCount>> CountAsync(CancellationToken cancellation) => IndexFailure is { } failure
        ? Task.FromException<IReadOnlyList<AnalysisCount>>(failure)
        : Task.FromResult<IReadOnlyList<AnalysisCount>>(ImmutableArray.Create(
            new AnalysisCount("verified", null, 300),
            new AnalysisCount("rejected", null, 80),
            new AnalysisCount("unverified", UnverifiedCause.NoListPrice, 40),
            new AnalysisCount("unverified", UnverifiedCause.Quota, 900),
            new AnalysisCount(null, null, 5)));
}
