using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Storage;
using Deals.Tests.Budget;
using Deals.Tests.Cluster;
using Deals.Tests.Enrichment;
using Deals.Tests.TestSupport;
using Microsoft.Data.Sqlite;

namespace Deals.Tests.Processing;

/// <summary>Analyses are made again from what is stored, wherever they were left, and a body that gives none costs its deal nothing.</summary>
public sealed class RecomputeActorTests : TestKit
{
    private const int Deals = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RecomputePace Pace = new()
    {
        Piece = 4,
        StoreEvery = 4,
        ShortestPause = TimeSpan.FromMilliseconds(1),
        CheckEvery = TimeSpan.FromMilliseconds(50),
        RetryAfter = TimeSpan.FromMilliseconds(50),
        NotAgainFor = TimeSpan.FromHours(1),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFiles _files;
    private readonly BodyStore _bodies;
    private readonly AppraisedDeals _told = new();
    private readonly IActorRef _region;

    public RecomputeActorTests()
        : base(ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
            akka.persistence.journal.faulty.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """).WithFallback(SerializingMailbox.Everywhere))
    {
        _files = new SqliteFiles(_folder.Path);
        _bodies = new SqliteBodyStore(_files);
        _bodies.Prepare();
        _region = Sys.ActorOf(Props.Create(() => new AppraisedDeals.Region(_told)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    [Fact]
    public async Task F58_what_was_appraised_by_other_rules_or_settings_is_appraised_again_by_itself_from_stored_bodies()
    {
        await StoreAsync();
        var first = Start();
        var status = await UntilAsync(first, s => s is { Work: RecomputeWork.Idle, Stale: 0, Last.Run: 1 });
        Assert.Equal(new RecomputeCounts(Deals, Deals, 0, 0, 0), status.Last.Counts);
        Assert.NotNull(status.Last.Ended);
        Assert.True(status.PerSecond > 0);
        foreach (var (id, known) in _told.Known)
        {
            var body = await _bodies.FindAsync(id.ToString(), null, CancellationToken.None);
            Assert.Equal(AppraisalReading.TryOf(Products.Decoded(ProductOf(id)), body!.Hash, PriceType.Used, AnalysisSettings.Default, out _), known);
        }

        // Other costs are a run of their own; the same ones again are none.
        await StopAsync(first);
        var dearer = new AnalysisSettings { Costs = AnalysisSettings.Default.Costs.SetItem(AmazonDomain.Us, CostProfile.UnitedStates with { Prep = 100 }) };
        var second = Start(dearer);
        Assert.Equal(Deals, (await UntilAsync(second, s => s is { Stale: 0, Last.Run: 2 })).Last.Counts.Changed);
        Assert.All(_told.Known.Values, known => Assert.Equal(100, known.PriceFree.Costs.Prep));
        await StopAsync(second);
        Assert.Equal(2, (await UntilAsync(Start(dearer), s => s is { Work: RecomputeWork.Idle, Stale: 0 })).Last.Run);
        Assert.Equal(2 * Deals, _told.Told.Count);
    }

    [Fact]
    public async Task F19_F23_F58_after_a_restart_in_the_middle_it_goes_on_at_the_cursor()
    {
        await StoreAsync();
        var first = Start();
        await UntilAsync(first, s => s is { Work: RecomputeWork.Idle, Stale: 0 });
        // A run through all, in which nothing but the cursor says who was gone to.
        _told.Told.Clear();
        _told.SilentAfter = 22;
        await first.Ask<RecomputeAnswer>(Recompute.Instance, Patience);
        await AwaitConditionAsync(() => Task.FromResult(_told.Told.Count > 22), Patience);
        var before = await UntilAsync(first, s => s.Last.Counts.Done == 20);
        await StopAsync(first);
        Assert.Equal(before.Last.Cursor, _told.Told.Order(Comparer<DealId>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString()))).ElementAt(19).ToString());
        _told.Told.Clear();
        _told.SilentAfter = int.MaxValue;

        var after = await UntilAsync(Start(), s => s.Last.Ended is not null);
        Assert.Equal((2, Deals, Deals), (after.Last.Run, after.Last.Counts.Done, after.Last.Total));
        Assert.Equal(_told.Rows.Select(r => r.Id).Where(id => string.CompareOrdinal(id.ToString(), before.Last.Cursor) > 0).ToHashSet(), _told.Told.ToHashSet());
        Assert.Equal(Deals - 20, _told.Told.Count);
    }

    [Fact]
    public async Task F56_F77_a_poison_body_leaves_the_old_appraisal_is_counted_and_stops_nobody()
    {
        await StoreAsync();
        var old = AppraisalReading.TryOf(Products.Decoded(ProductOf(IdOf(0))), "00", PriceType.Used, AnalysisSettings.Default, out _)! with { Version = 0 };
        for (var i = 0; i < Deals; i++)
            _told.Known[IdOf(i)] = old with { PriceFree = old.PriceFree with { AsOf = old.AsOf.AddDays(-1) } };
        await _bodies.PutAsync([new Body(IdOf(3).ToString(), Any.T0.AddYears(1), Any.T0, Encoding.UTF8.GetBytes("{\"asin\":"))], CancellationToken.None);
        Tamper($"UPDATE bodies SET Content = x'00112233445566778899' WHERE Key = '{IdOf(17)}'", $"DELETE FROM bodies WHERE Key = '{IdOf(30)}'");

        var status = await UntilAsync(Start(), s => s.Last.Ended is not null && s.Stale is not null);
        Assert.Equal(new RecomputeCounts(Deals, Deals - 3, 2, 1, 0), status.Last.Counts);
        foreach (var i in new[] { 3, 17, 30 })
            Assert.Equal(0, _told.Known[IdOf(i)].Version);
        Assert.Equal(Deals - 3, _told.Known.Values.Count(k => k.Version == AnalysisVersion.Current));
        // What is left is no reason to begin again.
        var told = _told.Told.Count;
        await UntilAsync(Start("again"), s => s is { Work: RecomputeWork.Idle, Stale: 3 });
        Assert.Equal(told, _told.Told.Count);
    }

    [Fact]
    public async Task F77_a_deal_that_never_answers_is_passed_over_in_the_end_and_counted()
    {
        await StoreAsync();
        _told.Silent = IdOf(9);
        var status = await UntilAsync(Start(pace: Pace with { Patience = TimeSpan.FromMilliseconds(300) }), s => s.Last.Ended is not null);
        Assert.Equal((1, 1), (status.Last.Counts.Unanswered, status.Last.Counts.Left));
        Assert.Equal(_told.Rows.Select(r => r.Id).Except([IdOf(9)]).ToHashSet(), _told.Known.Keys.ToHashSet());
    }

    [Fact]
    public async Task F61_a_store_or_an_index_that_is_away_is_a_visible_wait_and_skips_nobody()
    {
        await StoreAsync();
        _told.Failure = new StorageException("The disk is full.");
        var actor = Start();
        Assert.Contains("The disk is full.", (await UntilAsync(actor, s => s.Work == RecomputeWork.Waiting)).Reason, StringComparison.Ordinal);
        _told.Failure = null;
        Tamper("ALTER TABLE bodies RENAME TO away");
        await UntilAsync(actor, s => s.Work == RecomputeWork.Waiting && s.Reason.Contains("no such table", StringComparison.Ordinal));
        Tamper("ALTER TABLE away RENAME TO bodies");
        Assert.Equal(new RecomputeCounts(Deals, Deals, 0, 0, 0), (await UntilAsync(actor, s => s.Last.Ended is not null)).Last.Counts);
    }

    [Fact]
    public async Task While_a_cluster_is_upgraded_nothing_is_told_that_older_members_cannot_read()
    {
        await StoreAsync();
        var reason = "The cluster is being upgraded.";
        var actor = Start(whyNot: () => reason);
        Assert.Equal(reason, (await UntilAsync(actor, s => s.Work == RecomputeWork.Waiting)).Reason);
        Assert.Empty(_told.Told);
        reason = null;
        await UntilAsync(actor, s => s.Last.Ended is not null);
        Assert.Equal(Deals, _told.Told.Count);
    }

    [Fact]
    public async Task An_operator_has_every_body_analysed_again_once_at_a_time()
    {
        await StoreAsync();
        var actor = Start();
        await UntilAsync(actor, s => s is { Work: RecomputeWork.Idle, Stale: 0, Last.Run: 1 });
        _told.SilentAfter = _told.Told.Count + 1;
        var answer = await actor.Ask<RecomputeAnswer>(Recompute.Instance, Patience);
        Assert.Equal((2, true, Deals), (answer.Run, answer.Started, answer.Total));
        Assert.False((await actor.Ask<RecomputeAnswer>(Recompute.Instance, Patience)).Started);
        Assert.Contains("operator", (await UntilAsync(actor, s => s is { Work: RecomputeWork.Running, Last.IsWhole: true })).Reason, StringComparison.Ordinal);
        await StopAsync(actor);

        // A whole run stays one across a restart, and changes nothing where nothing is other.
        _told.SilentAfter = int.MaxValue;
        var after = await UntilAsync(Start(), s => s.Last.Ended is not null);
        Assert.Equal((2, true, new RecomputeCounts(Deals, 0, 0, 0, 0)), (after.Last.Run, after.Last.IsWhole, after.Last.Counts));
    }

    private IActorRef Start(AnalysisSettings? settings = null, RecomputePace? pace = null, Func<string?>? whyNot = null) =>
        Sys.ActorOf(Props.Create(() => new RecomputeActor(settings ?? AnalysisSettings.Default, _told, _bodies, _region, new DomainClock(Any.T0, 1, null), pace ?? Pace, whyNot ?? (static () => null))));

    private IActorRef Start(string name) => Sys.ActorOf(Props.Create(() => new RecomputeActor(AnalysisSettings.Default, _told, _bodies, _region, new DomainClock(Any.T0, 1, null), Pace, static () => null)), name);

    private async Task StopAsync(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor, Patience);
        Unwatch(actor);
    }

    private async Task<RecomputeStatus> UntilAsync(IActorRef actor, Func<RecomputeStatus, bool> holds)
    {
        RecomputeStatus? last = null;
        await AwaitAssertAsync(
            async () =>
            {
                last = await actor.Ask<RecomputeStatus>(GetRecompute.Instance, TimeSpan.FromSeconds(5));
                Assert.True(holds(last), $"It stands at {last}.");
            },
            Patience);
        return last!;
    }

    private async Task StoreAsync()
    {
        for (var i = 0; i < Deals; i++)
            _told.Rows.Add(new AppraisalRow(IdOf(i), PriceType.Used));
        await _bodies.PutAsync([.. _told.Rows.Select(r => Products.Decoded(ProductOf(r.Id))).Select(p => new Body(new DealId(p.Domain, p.Asin).ToString(), p.LastUpdate!.Value, Any.T0, p.Body))], CancellationToken.None);
    }

    private void Tamper(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={_files.Bodies};Pooling=False");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            Assert.True(command.ExecuteNonQuery() is -1 or 0 or 1);
        }
    }

    private static DealId IdOf(int i) => new(AmazonDomain.Us, Asin.Parse($"B{i:000000000}"));

    private static System.Text.Json.Nodes.JsonObject ProductOf(DealId id)
    {
        var product = Products.Empty().Sold(Enumerable.Range(1, 6).Select(i => (Products.AsOf - (40 * i * Products.Day), 3000))).Stat("current", 2, 1000).Offer(OfferCondition.UsedGood, 1000, 399).Fees(150, 5m);
        product["asin"] = id.Asin.Value;
        return product;
    }
}
