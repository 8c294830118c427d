using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Host.Api;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Host;

/// <summary>Everything that the faces ask, faked: rows made of their number, and switches for silence.</summary>
internal sealed class FakeBackends : ICatalogue, IDealReader, IStatusReader<BudgetStatus>, IStatusReader<ScoutStatus>, IProjectionReader, IClusterReader, IActorTree, IStorageReader, INodeLife,
    IStatusReader<WakerStatus>, IStatusReader<BreakerStatus>, IDealTeller, ILaneTeller, IDealPast, IScoutTeller, IStatusReader<BackfillStatus>, IClusterTeller, IShardingReader, IDealEventSource
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public List<CatalogueRow> Rows { get; } = [.. Enumerable.Range(0, 120).Select(Row)];

    public FakeAnalyst Analyst { get; } = new();

    /// <summary>Whether the deals' products were looked at.</summary>
    public bool HasLooked { get; set; }

    /// <summary>What deals know of their plausibility.</summary>
    public AnalysisFacts? Analysis { get; set; }

    public string? RouterSilence { get; set; }

    public string? ScoutSilence { get; set; }

    public string? DealSilence { get; set; }

    public Exception? CatalogueFailure { get; set; }

    public StorageReport Storage { get; set; } = new(true, null, 1);

    public ProjectionReport Projection { get; set; } = new("live", null, true, 1234, 1234, 0);

    public string MemberStatus { get; set; } = "up";

    public bool IsRunning { get; set; } = true;

    /// <summary>Each is sent when it is written to the channel, so that a test sees a stream grow.</summary>
    public Channel<CatalogueStep> Work { get; } = Channel.CreateUnbounded<CatalogueStep>();

    string IActorTree.System => "akka://Deals";

    public static string AsinOf(int number) => $"B0{number:D8}";

    public static CatalogueRow Row(int number) => new()
    {
        Id = $"1-{AsinOf(number)}",
        Domain = 1,
        Asin = AsinOf(number),
        Title = number % 7 == 3 ? "Éclair <b onmouseover=alert(1)>bold</b> & \"quoted\" kettle for the whole family, stainless steel, 1.7 litres, cordless" : $"Product number {number}",
        Status = (number % 5) switch { 0 => "active", 4 => "suspended", _ => "pending_processing" },
        Price = number % 11 == 5 ? null : 2024 + (number * 37),
        PriceType = "NEW",
        Currency = "USD",
        Rank = number % 13 == 2 ? null : 100 + (number * 911),
        BelowAverage = number % 9 == 4 ? null : Math.Round(((number * 17) % 90 / 100m) - 0.1m, 4),
        CheckedAt = Now.AddSeconds(-number * 41),
        ChangedAt = Now.AddMinutes(-number * 13),
        ListingAsOf = Now.AddMinutes(-5 - number),
        Attempts = 0,
        LastError = number % 5 == 4 ? "Keepa failed five times." : null,
        DiscoveredAt = Now.AddHours(-number),
        Feeds = ["us"],
        Version = 1,
    };

    public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) =>
        Answer(new DealPage([.. Rows.Take(50)], Rows.Count, Rows.Count > 50 ? "c2" : null));

    public async IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var row in await Answer(Rows))
        {
            yield return row;
            if (BreaksAfter is { } last && row.Id == last)
                throw new InvalidOperationException("The export breaks in the middle.");
        }
    }

    /// <summary>The row after which a streamed list breaks.</summary>
    public string? BreaksAfter { get; set; }

    public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation) => Answer(Rows.FirstOrDefault(r => r.Id == id.ToString()));

    public Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation) =>
        Answer<IReadOnlyList<DealId>>([.. Rows.Where(r => r.Asin == asin.Value).Select(r => DealId.Parse(r.Id))]);

    public Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation) =>
        Answer(new StatusCounts(now, new[] { "pending_processing", "active", "suspended", "retired" }.ToDictionary(s => s, s => (long)Rows.Count(r => r.Status == s))));

    public FakeAnalysis Recompute { get; } = new();

    public Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation) => Answer(new AppraisalCounts(now,
    [
        new AppraisalCount(2, "aaaa", null, 40), new AppraisalCount(2, "aaaa", "defaultFees", 7), new AppraisalCount(1, "bbbb", "defaultFees", 3), new AppraisalCount(1, "bbbb", "noSale", 50), new AppraisalCount(null, null, null, 20),
    ]));

    public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) => Answer(Rows.Count == 0
        ? new CatalogueAges(0, null, null, null, null, null)
        : new CatalogueAges(Rows.Count, TimeSpan.FromMinutes(3), TimeSpan.FromHours(1), TimeSpan.FromHours(5), TimeSpan.FromHours(9), TimeSpan.FromHours(2)));

    public Task<DealReply> ReadAsync(DealId id, CancellationToken cancellation)
    {
        if (DealSilence is not null)
            throw new NoAnswerException(DealSilence);
        return Task.FromResult<DealReply>(Rows.Any(r => r.Id == id.ToString()) ? Details(id) : new DealReply.NotKnown(id));
    }

    Task<BudgetStatus> IStatusReader<BudgetStatus>.ReadAsync(CancellationToken cancellation) =>
        RouterSilence is null ? Task.FromResult(Budget()) : throw new NoAnswerException(RouterSilence);

    Task<ScoutStatus> IStatusReader<ScoutStatus>.ReadAsync(CancellationToken cancellation) =>
        ScoutSilence is null ? Task.FromResult(Scout()) : throw new NoAnswerException(ScoutSilence);

    Task<ProjectionReport> IProjectionReader.ReadAsync(CancellationToken cancellation) => Task.FromResult(Projection);

    public IAsyncEnumerable<CatalogueStep> RebuildAsync(CancellationToken cancellation) => Work.Reader.ReadAllAsync(cancellation);

    /// <summary>What the next order comes to.</summary>
    public OrderOutcome Outcome { get; set; } = new OrderOutcome.Queued(Lane.Interactive, 2, Now.AddMinutes(1));

    /// <summary>What was ordered.</summary>
    public List<DealCommand> Ordered { get; } = [];

    /// <summary>The past of every deal but the unknown one.</summary>
    public List<(long SequenceNr, DealEvent Event)> Events { get; } = [];

    public ProductRecord? Product { get; set; }

    public BreakerStatus Breaker { get; set; } = new(Now, 2, 0, 0);

    public Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation) => Answer(new FreshnessCounts(
        now, Rows.Count, 4, new AgeSpread(120, TimeSpan.FromMinutes(5), TimeSpan.FromHours(2), TimeSpan.FromHours(9)), new AgeSpread(20, TimeSpan.FromHours(1), TimeSpan.FromHours(20), TimeSpan.FromHours(30)),
        AgeSpread.None, AgeSpread.None, 7, 3, Now.AddHours(-2),
        [new DueRow(DealId.Parse(Rows[0].Id), new Schedule(Lane.Refresh, Now.AddHours(-1), Now, DueReason.KnownStale, 2), 1, 3, Rows[0].Title)]));

    Task<WakerStatus> IStatusReader<WakerStatus>.ReadAsync(CancellationToken cancellation) => Task.FromResult(new WakerStatus(Now, 12, 300, 4, null));

    Task<BreakerStatus> IStatusReader<BreakerStatus>.ReadAsync(CancellationToken cancellation) => Task.FromResult(Breaker);

    public Task<OrderOutcome> TellAsync(DealCommand command, CancellationToken cancellation)
    {
        if (DealSilence is { } silence)
            throw new NoAnswerException(silence);
        Ordered.Add(command);
        return Task.FromResult(Outcome);
    }

    public Task<ScoutRun> RunAsync(string? feed, CancellationToken cancellation) =>
        Task.FromResult(new ScoutRun(Now, [new RequestedPass(feed ?? "us", feed is null or "us" ? PassRequestResult.Started : PassRequestResult.UnknownFeed, 8, PassKind.Full)]));

    Task<BackfillStatus> IStatusReader<BackfillStatus>.ReadAsync(CancellationToken cancellation) => Task.FromResult(new BackfillStatus
    {
        AsOf = Now,
        State = "waiting",
        Reason = "One page every 5 min at 20 tokens a minute.",
        Feed = "us",
        Slice = new PriceSlice(1, 999),
        Page = 3,
        SlicesLeft = 9,
        Round = 1,
        NextStepAt = Now.AddMinutes(4),
        Pages = 3,
    });

    public Task<LaneSet> SetAsync(Lane lane, bool paused, CancellationToken cancellation) =>
        RouterSilence is { } silence ? throw new NoAnswerException(silence) : Task.FromResult(new LaneSet(lane, paused, Changed: true));

    public Task<IReadOnlyList<(long SequenceNr, DealEvent Event)>> EventsAsync(DealId id, int most, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(long, DealEvent)>>(Events);

    public Task<ProductRecord?> ProductAsync(DealId id, CancellationToken cancellation) => Task.FromResult(Product);

    public async IAsyncEnumerable<CatalogueStep> VerifyAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return new CatalogueStep(1, 2, "1 of 2 rows compared", Finished: false, Failed: false);
        yield return new CatalogueStep(2, 2, "2 rows are identical", Finished: true, Failed: false);
    }

    public const string Self = "akka.tcp://Deals@127.0.0.1:4053";

    /// <summary>Members beside the node itself.</summary>
    public List<MemberItem> Others { get; } = [];

    /// <summary>Whether the node itself is a member.</summary>
    public bool HasJoined { get; set; } = true;

    public string? Leader { get; set; } = Self;

    /// <summary>Each is seen by whoever follows the cluster.</summary>
    public Channel<ClusterChange> Changes { get; } = Channel.CreateUnbounded<ClusterChange>();

    /// <summary>Each is seen by whoever follows the deals.</summary>
    public Channel<DealEvent> Happened { get; } = Channel.CreateUnbounded<DealEvent>();

    IAsyncEnumerable<DealEvent> IDealEventSource.FollowAsync(CancellationToken cancellation) => Happened.Reader.ReadAllAsync(cancellation);

    /// <summary>What the cluster was told.</summary>
    public List<string> Told { get; } = [];

    public LogRing Log { get; } = new();

    public IReadOnlyList<string> Regions { get; } = ["deal", "seller"];

    public ClusterReport Read()
    {
        MemberItem[] members = [.. HasJoined ? [new MemberItem(Self, ["deals"], MemberStatus, true, "0.1.0")] : Array.Empty<MemberItem>(), .. Others];
        return new ClusterReport(Self, Leader, members, members.Length, Self);
    }

    public Action? OnFollowed { get; set; }

    public async IAsyncEnumerable<ClusterChange> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        OnFollowed?.Invoke();
        yield return new ClusterChange(Now, ClusterChange.Followed, null, null);
        await foreach (var change in Changes.Reader.ReadAllAsync(cancellation))
            yield return change;
    }

    public Task JoinAsync(Akka.Actor.Address address, CancellationToken cancellation)
    {
        Told.Add($"join {address}");
        return Task.CompletedTask;
    }

    public void Leave(Akka.Actor.Address address) => Told.Add($"leave {address}");

    public void Down(Akka.Actor.Address address) => Told.Add($"down {address}");

    public Task<RegionReport> ReadAsync(string region, CancellationToken cancellation) => Task.FromResult(new RegionReport(region,
    [
        .. Read().Members.Select((m, i) => m.Reachable
            ? new RegionNode(m, i == 0, new Dictionary<string, int> { [$"{i + 1}"] = 3, [$"{i + 11}"] = 0 }, null)
            : new RegionNode(m, i == 0, null, "It is unreachable.")),
    ]));

    public IEnumerable<string> Paths(string start, int depth) => new[] { "/", "/user", "/user/router" }.Take(depth + 1);

    Task<StorageReport> IStorageReader.ReadAsync(CancellationToken cancellation) => Task.FromResult(Storage);

    /// <summary>What is known of every deal's product.</summary>
    public AppraisalFacts? Appraisal { get; set; }

    private DealReply.Details Details(DealId id)
    {
        var types = ImmutableArray.Create(
            new TypeFacts(PriceType.New, 2024, Now.AddHours(-3), 2999, new PerRange(2500, 2700, 2800, 2900), new PerRange(19, 25, 27, 30)),
            new TypeFacts(PriceType.Sales, 1200, Now.AddHours(-1), null, PerRange.None, PerRange.None));
        var listing = new ListingFacts { Title = "A kettle", Types = types, Drops = new RankDrops(3, 9, null, 40), Categories = [17, 18] };
        var sight = new DealCommand.Sight(id, Now.AddMinutes(-2), new FeedLens("us", PriceType.New, DateRange.Quarter), listing, Now.AddMinutes(-7));
        var decision = Any.Decider.Decide(Deal.None, sight);
        var state = (Deal.Known)decision.Events.Aggregate(Deal.None, (deal, e) => deal.Apply(e));
        if (HasLooked)
            state = (Deal.Known)state.Apply(new DealEvent.ProductRecorded(id, Now, new ProductFacts(null, null, null, "00"), Now));
        if (Analysis is { } analysis)
            state = (Deal.Known)state.Apply(new DealEvent.AnalysisRecorded(id, Now, analysis, Now));
        if (Appraisal is { } appraisal)
            state = (Deal.Known)Any.Decider.Decide(state, new DealCommand.RecordAppraisal(id, Now, appraisal)).Events.Aggregate((Deal)state, (deal, e) => deal.Apply(e));
        return new DealReply.Details(id, state, 1);
    }

    private static BudgetStatus Budget() => new()
    {
        AsOf = Now,
        Epoch = 3,
        TokensLeft = 412,
        Capacity = 1200,
        RefillRate = 20,
        TokenFlowReduction = 0.5m,
        NextTickAt = Now.AddSeconds(42),
        Reserved = 10,
        ForeignDrainPerMinute = 1.25,
        Foreign = 15,
        Refilled = 9000,
        Settled = 8000,
        Unknown = 5,
        Wasted = 100,
        Throttled = 0,
        Utilisation = 0.98,
        WaitingFor = "The next request costs 5 tokens at most and 2 are free.",
        WaitingUntil = Now.AddSeconds(42),
        Lanes = [.. LaneOrder.All.Select(l => new LaneStatus(l, l is Lane.Interactive or Lane.Backfill ? 0.05 : 0.15, l == Lane.Discovery ? 4 : 0, l == Lane.Discovery ? TimeSpan.FromSeconds(90) : null, l == Lane.Discovery ? TimeSpan.FromSeconds(200) : null, 100, l == Lane.Backfill))],
        Permits = [new PermitStatus(Guid.Parse("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"), 3, Lane.Discovery, "/deal page 4 of feed us", 5, Now.AddSeconds(-2), Now.AddMinutes(2), false, "akka://Deals/user/gateway")],
        Gateways = [new GatewayStatus("akka://Deals/user/gateway", 1, 4, Now.AddSeconds(-1), false)],
    };

    private static ScoutStatus Scout() => new(Now,
    [
        new FeedStatus
        {
            Feed = "us",
            Domain = 1,
            PriceType = "NEW",
            DateRange = "Quarter",
            State = "waiting",
            Reason = "The next pass is planned.",
            NextPassAt = Now.AddMinutes(4),
            Pass = 7,
            PassKind = "head",
            LastFullPass = Now.AddHours(-1),
            LastPass = Now.AddMinutes(-3),
            RowsSeen = 12000,
            RowsSent = 9500,
            RowsKnown = 2400,
            RowsRepeated = 100,
            Tokens = 1330,
            NewPaid = 400,
            Rejections = ImmutableSortedDictionary<string, long>.Empty.Add("rank too high", 12),
            SetAside = ["Row 3 of page 2 has no ASIN."],
        },
    ]);

    private Task<T> Answer<T>(T value) => CatalogueFailure is null ? Task.FromResult(value) : throw CatalogueFailure;
}
