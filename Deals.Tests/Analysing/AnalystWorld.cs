using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;
using Deals.Tests.Budget;
using Deals.Tests.Enrichment;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Analysing;

/// <summary>An analyst with everything real but the model, the deals' journal and the clock.</summary>
public abstract class AnalystWorld : TestKit
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private protected static readonly DateTimeOffset T0 = KeepaTime.ToInstant(Products.AsOf).AddHours(3);
    private readonly TestStores _stores = TestStores.OnFiles();
    private readonly IActorRef _region;

    private protected AnalystWorld()
        : base(ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
            akka.persistence.journal.faulty.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """).WithFallback(SerializingMailbox.Everywhere))
    {
        _region = Sys.ActorOf(Deals.Props());
        Clock = new DomainClock(T0, 1, Wall);
        Faults = FaultyJournal.FaultsOf(Sys);
    }

    private protected FakeTimeProvider Wall { get; } = new(T0);

    private protected DomainClock Clock { get; }

    private protected FakeChat Chat { get; } = new();

    private protected FakeDeals Deals { get; } = new();

    private protected FaultyJournal.Faults Faults { get; }

    private protected BodyStore Bodies => _stores.Bodies;

    private protected AnalystSettings Settings { get; set; } = new()
    {
        Model = "grok",
        Limits = new QuotaLimits(1000, 10_000_000),
        InputDollars = 1.25m,
        OutputDollars = 2.5m,
        Timeout = TimeSpan.FromSeconds(30),
        Pace = TimeSpan.FromMilliseconds(10),
        ReadPace = TimeSpan.Zero,
    };

    private protected int Calls => Chat.Asked.Count;

    private protected static DealId Id(int number) => DealId.Parse("1-" + Asin(number));

    private protected static string Asin(int number) => "B" + number.ToString("D9", CultureInfo.InvariantCulture);

    /// <summary>Starts the analyst.</summary>
    private protected IActorRef Start(bool isConfigured = true)
    {
        var memory = new AnalystMemory(Bodies);
        return Sys.ActorOf(AnalystActor.SupervisedProps(new AnalystSurroundings
        {
            Settings = Settings,
            Model = isConfigured ? new ChatModel(Chat, Settings, Wall, NullLogger<ChatModel>.Instance) : null,
            Index = Deals,
            Examiner = new Examiner(Bodies, memory, Settings),
            Memory = memory,
            Deals = _region,
            Clock = Clock,
        }));
    }

    private protected void Stop(IActorRef analyst)
    {
        Watch(analyst);
        Sys.Stop(analyst);
        ExpectTerminated(analyst, Patience);
    }

    /// <summary>Deals with a product that was sold often enough to have a list price.</summary>
    private protected void Look(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            Look(number, Sold());
    }

    /// <summary>A look at a product: its body is stored, and its deal is told.</summary>
    private protected void Look(int number, JsonObject product, int minutesLater = 0, long price = 2_499)
    {
        product["asin"] = Asin(number);
        product["lastUpdate"] = Products.AsOf + minutesLater;
        product.Stat("current", 2, price);
        var asOf = KeepaTime.ToInstant(Products.AsOf + minutesLater);
        Bodies.PutAsync([new Body(Id(number).ToString(), asOf, Clock.GetUtcNow(), Encoding.UTF8.GetBytes(product.ToJsonString()))], CancellationToken.None).Wait(Patience);
        if (!Deals.Ids.Contains(Id(number)))
            Deals.Happen(new DealEvent.Followed(Id(number), Clock.GetUtcNow(), new FeedLens("us", PriceType.Used, DateRange.Quarter)));
        Deals.Happen(new DealEvent.ProductRecorded(Id(number), Clock.GetUtcNow(), new ProductFacts(null, null, null, "00")
        {
            Histories = [new HistoryFacts(PriceType.Used, price, null, null, null, null, null, null, null, null, null)],
        }, asOf));
    }

    private protected static JsonObject Sold(string title = "A kettle")
    {
        var product = Products.Empty().Sold(Enumerable.Range(1, 12).Select(i => (Products.AsOf - (i * 60 * Products.Day), 4_000 + (i % 3))));
        product["title"] = title;
        return product;
    }

    /// <summary>Lets time pass until something holds.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="holds">Whether it does.</param>
    /// <param name="step">How much time passes between two looks; none at all by default.</param>
    private protected void Until(string what, Func<bool> holds, TimeSpan step = default)
    {
        AwaitAssert(
            () =>
            {
                if (holds())
                    return;
                if (step > TimeSpan.Zero)
                    Wall.Advance(step);
                Assert.Fail($"Not in time: {what}. Calls {Calls}; {string.Join("; ", Deals.Ids.Select(id => $"{id} {Deals.Analysis(id)?.State} {Deals.Analysis(id)?.Reason}"))}");
            },
            Patience,
            TimeSpan.FromMilliseconds(20));
    }

    private protected async Task<AnalystStatus> StatusAsync(IActorRef analyst) => await analyst.Ask<AnalystStatus>(GetAnalyst.Instance, Patience);

    /// <summary>Waits until the analyst has nothing left to do at this moment of the clock.</summary>
    private protected async Task<AnalystStatus> IdleAsync(IActorRef analyst)
    {
        AnalystStatus? last = null;
        var same = 0;
        await AwaitAssertAsync(
            async () =>
            {
                var status = await StatusAsync(analyst);
                same = status.InFlight == 0 && status.Waiting.Skip(1).Sum() == 0 && last is { } before && before.Counts == status.Counts && before.Quota.AllCalls == status.Quota.AllCalls ? same + 1 : 0;
                last = status;
                Assert.True(same >= 3, $"It still works: {status}.");
            },
            Patience,
            TimeSpan.FromMilliseconds(50));
        return last!;
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _stores.Dispose();
    }
}
