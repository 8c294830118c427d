using Deals.Actors.Inspection;
using Deals.Actors.Processing;

namespace Deals.Tests.Host;

/// <summary>Who makes analyses again, faked.</summary>
internal sealed class FakeAnalysis : IStatusReader<RecomputeStatus>, IRecomputeTeller
{
    public string? Silence { get; set; }

    public RecomputeAnswer Answer { get; set; } = new(FakeBackends.Now, 4, Started: true, 120);

    public RecomputeStatus Status { get; set; } = new()
    {
        AsOf = FakeBackends.Now,
        Work = RecomputeWork.Running,
        Reason = "What was appraised by other rules or settings is analysed again from the stored bodies.",
        Version = 2,
        Settings = "0011223344556677",
        Last = new RecomputeState { Run = 3, Version = 2, Settings = "0011223344556677", Total = 100, Began = FakeBackends.Now.AddMinutes(-1), Cursor = "1-B000000041", Counts = new RecomputeCounts(42, 40, 1, 1, 0) },
        PerSecond = 2.04,
        Stale = 100,
    };

    public Task<RecomputeStatus> ReadAsync(CancellationToken cancellation) => Silence is null ? Task.FromResult(Status) : throw new NoAnswerException(Silence);

    public Task<RecomputeAnswer> RecomputeAsync(CancellationToken cancellation) => Silence is null ? Task.FromResult(Answer) : throw new NoAnswerException(Silence);
}
