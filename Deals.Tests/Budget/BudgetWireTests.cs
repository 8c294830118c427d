using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Tests.Budget;

public sealed class BudgetWireTests : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Permit = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly Guid Request = Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");
    private readonly ActorSystem _system = ActorSystem.Create(nameof(BudgetWireTests));
    private readonly DealsSerializer _serializer;

    public BudgetWireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    /// <summary>One of each, with every field set.</summary>
    public static IReadOnlyList<object> Samples { get; } =
    [
        new PermitRequest(Request, Lane.Discovery, Page, T0),
        new Queued(Request, 3, T0),
        new Refused(Request, "full", T0),
        new KeepaAnswer(Request, Permit, new KeepaOutcome.DealPage([Row], [new RejectedRow(7, "B0", "no ASIN")], Envelope)),
        new Permit(Permit, 4, Request, Page, "akka://Deals/user/scout#1", TimeSpan.FromSeconds(77)),
        new SettlePermit(Permit, new PermitFate.Answered(Envelope, TimeSpan.FromSeconds(9))),
        new SettlementsStored(4, [Permit, Request]),
        new GatewayAnnounce(TimeSpan.FromSeconds(5), [Permit], [new SettlePermit(Request, new PermitFate.Unknown("timeout"))], 16, true, 0),
        new GatewayWelcome(4),
        GetBudget.Instance,
        Status,
        new EpochOpened(4, TimeSpan.FromSeconds(140), T0),
        Granted,
        new PermitSettled(Permit, new PermitFate.NotSent("expired"), T0),
        new PermitUnknown(Permit, "lost", T0),
        new LanePaused(Lane.Backfill, T0),
        new LaneResumed(Lane.Backfill, T0),
        Snapshot,
        new Need(Product, Lane.Refresh, T0, T0.AddDays(1)),
        new NeedQueued(Seller, Lane.Enrichment, 3, T0),
        new NeedRefused(Product, "full", T0),
        new NeedsEnded([Product, Seller], true),
        GetAppetite.Instance,
        new Appetite(4, [1, 2, 200, 4, 5], 77),
        new SetLane(Lane.Backfill, true),
        new LaneSet(Lane.Backfill, true, true),
    ];

    /// <summary>Forms that came later, where one type has several: what each of them was meant to be.</summary>
    public static IReadOnlyDictionary<string, object> Later { get; } = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["b-request"] = new PermitRequest(Request, Lane.Discovery, Page, T0) { HasMore = true },
        ["b-permit"] = new Permit(Permit, 4, Request, Page, null, TimeSpan.FromSeconds(77)) { Subjects = [Product, Seller] },
        ["b-announce"] = new GatewayAnnounce(TimeSpan.FromSeconds(5), [Permit], [], 16, false, 3),
        ["b-granted"] = Granted with { Needs = [new Need(Product, Lane.Refresh, T0, T0.AddDays(1))] },
    };

    private static NeedSubject.ProductOf Product => new(AmazonDomain.De, Asin.Parse("B0916T3WFJ"), 7, 2, ProductShape.WithOffers);

    private static NeedSubject.SellerOf Seller => new(AmazonDomain.De, SellerId.Parse("A33EGCJZUE9VE2"), 9);

    /// <summary>What was ever written, oldest form first: all of it has to be readable for ever. A new form of a type is a further line here.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { "b-request", "ChD/7t3Mu6qZiHdmVUQzIhEAEAEaDBIKCgYIAxABGAEQDCCAwPvdku+p7wg=" },
        { "b-queued", "ChD/7t3Mu6qZiHdmVUQzIhEAEAMYgMD73ZLvqe8I" },
        { "b-refused", "ChD/7t3Mu6qZiHdmVUQzIhEAEgRmdWxsGIDA+92S76nvCA==" },
        { "b-answer", "ChD/7t3Mu6qZiHdmVUQzIhEAEhAAESIzRFVmd4iZqrvM3e7/GqwBCiEIgMD73ZLvqe8IEAcYgPb4twEgFCoEMS4yNTAFONCw7AIShgEKcwoKQjA5MTZUM1dGShCAwPvdku+p7wgYgNjy1s/uqe8IIgdBIHRpdGxlKgc1MXguanBnMP//////////fzoGAfuWi+EJQgpCMDAwMDAwMDAxShcA/j+eH49OzAgo2AToB/gKAhooMwYEDlABWAJgA2gEcAISDwgHEgJCMBoHbm8gQVNJTg==" },
        { "b-permit", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAiDBIKCgYIAxABGAEQDCoZYWtrYTovL0RlYWxzL3VzZXIvc2NvdXQjMTCAiZXvAg==" },
        { "b-settle", "ChAAESIzRFVmd4iZqrvM3e7/EioKKAohCIDA+92S76nvCBAHGID2+LcBIBQqBDEuMjUwBTjQsOwCEICV9So=" },
        { "b-stored", "CAQSEAARIjNEVWZ3iJmqu8zd7v8SEP/u3cy7qpmId2ZVRDMiEQA=" },
        { "b-announce", "CIDh6xcSEAARIjNEVWZ3iJmqu8zd7v8aHQoQ/+7dzLuqmYh3ZlVEMyIRABIJKgd0aW1lb3V0IBAoAQ==" },
        { "b-welcome", "CAQ=" },
        { "b-get", "" },
        { "b-status", "CIDA+92S76nvCBABGAQgByiwCTAUOgQxLjI1QICGgu2T76nvCEkAAAAAAADgP1AKWQAAAAAAAARAYAZoZHBQeAWAAQGIAQKRAa5H4XoUru8/mgEGdG9rZW5zoAGAs+Txk++p7wiqARsIAxEzMzMzMzPDPxgCIICt4gQogNrECTAoOAGyAVMKEAARIjNEVWZ3iJmqu8zd7v8QBBgDIgZhIHBhZ2UoBTCAwPvdku+p7wg4gNzE+Zfvqe8IQAFKG2Fra2E6Ly9EZWFscy91c2VyL2dhdGV3YXkjMroBLQobYWtrYTovL0RlYWxzL3VzZXIvZ2F0ZXdheSMyEAEYECCAwPvdku+p7wgoAQ==" },
        { "b-epoch", "CAQQgJzJmwUYgMD73ZLvqe8I" },
        { "b-granted", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAgAyoMEgoKBggDEAEYARAMMAU4gNzE+Zfvqe8IQhlha2thOi8vRGVhbHMvdXNlci9zY291dCMxShtha2thOi8vRGVhbHMvdXNlci9nYXRld2F5IzJQgMD73ZLvqe8I" },
        { "b-settled", "ChAAESIzRFVmd4iZqrvM3e7/EgkiB2V4cGlyZWQYgMD73ZLvqe8I" },
        { "b-unknown", "ChAAESIzRFVmd4iZqrvM3e7/EgRsb3N0GIDA+92S76nvCA==" },
        { "b-paused", "CAQQgMD73ZLvqe8I" },
        { "b-resumed", "CAQQgMD73ZLvqe8I" },
        { "b-snapshot", "CAQSIggHEIDA+92S76nvCBiAhoLtk++p7wggASgUMgQxLjI1OAkYCiAIKiwKEAARIjNEVWZ3iJmqu8zd7v8QChgFIIDA+92S76nvCCiA3MT5l++p7wgwATIQCAkQgMD73ZLvqe8IGAMgAjoSCAEQAhgDIAQoBTAGOAdACEgJQQAAAAAAAARASIDA+92S76nvCFICbm9YAmCAzIj8lO+p7whqhAEKEAARIjNEVWZ3iJmqu8zd7v8QBBoQ/+7dzLuqmYh3ZlVEMyIRACADKgwSCgoGCAMQARgBEAwwBTiA3MT5l++p7whCGWFra2E6Ly9EZWFscy91c2VyL3Njb3V0IzFKG2Fra2E6Ly9EZWFscy91c2VyL2dhdGV3YXkjMlCAwPvdku+p7whyAQR6BAgDECiCARoKEP/u3cy7qpmId2ZVRDMiEQAQBxgJIAUoAQ==" },
        { "b-request", "ChD/7t3Mu6qZiHdmVUQzIhEAEAEaDhIMCggIAxABGAEgARAMIIDA+92S76nvCA==" },
        { "b-permit", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAiDhIMCggIAxABGAEgARAMKhlha2thOi8vRGVhbHMvdXNlci9zY291dCMxMICJle8C" },
        { "b-granted", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAgAyoOEgwKCAgDEAEYASABEAwwBTiA3MT5l++p7whCGWFra2E6Ly9EZWFscy91c2VyL3Njb3V0IzFKG2Fra2E6Ly9EZWFscy91c2VyL2dhdGV3YXkjMlCAwPvdku+p7wg=" },
        { "b-snapshot", "CAQSIggHEIDA+92S76nvCBiAhoLtk++p7wggASgUMgQxLjI1OAkYCiAIKiwKEAARIjNEVWZ3iJmqu8zd7v8QChgFIIDA+92S76nvCCiA3MT5l++p7wgwATIQCAkQgMD73ZLvqe8IGAMgAjoSCAEQAhgDIAQoBTAGOAdACEgJQQAAAAAAAARASIDA+92S76nvCFICbm9YAmCAzIj8lO+p7whqhgEKEAARIjNEVWZ3iJmqu8zd7v8QBBoQ/+7dzLuqmYh3ZlVEMyIRACADKg4SDAoICAMQARgBIAEQDDAFOIDcxPmX76nvCEIZYWtrYTovL0RlYWxzL3VzZXIvc2NvdXQjMUobYWtrYTovL0RlYWxzL3VzZXIvZ2F0ZXdheSMyUIDA+92S76nvCHIBBHoECAMQKIIBGgoQ/+7dzLuqmYh3ZlVEMyIRABAHGAkgBSgB" },
        { "b-need", "CiAKHggDEgpCMDkxNlQzV0ZKGAcgAioKCAEQxwgY7QIgFBADGIDA+92S76nvCCCAwKKxpYiq7wg=" },
        { "b-need-queued", "ChYSFAgDEg5BMzNFR0NKWlVFOVZFMhgJEAIYAyCAwPvdku+p7wg=" },
        { "b-need-refused", "CiAKHggDEgpCMDkxNlQzV0ZKGAcgAioKCAEQxwgY7QIgFBIEZnVsbBiAwPvdku+p7wg=" },
        { "b-needs-ended", "CiAKHggDEgpCMDkxNlQzV0ZKGAcgAioKCAEQxwgY7QIgFAoWEhQIAxIOQTMzRUdDSlpVRTlWRTIYCRAB" },
        { "b-hungry", "" },
        { "b-appetite", "CAQSBgECyAEEBRhN" },
        { "b-set-lane", "CAQQAQ==" },
        { "b-lane-set", "CAQQARgB" },
    };

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Every_type_of_the_budget_has_a_sample_here() =>
        Assert.Equal(BudgetWire.Types.Select(static w => w.Type.Name).Order(), Samples.Select(static s => s.GetType().Name).Order());

    [Fact]
    public void Every_message_event_and_snapshot_survives_the_wire() => Assert.All(Samples, sample =>
    {
        var back = _serializer.FromBinary(_serializer.ToBinary(sample), _serializer.Manifest(sample));

        Assert.Equal(sample.GetType(), back.GetType());
        Assert.Equal(Text(sample), Text(back));
    });

    [Theory]
    [MemberData(nameof(Golden))]
    public void Whatever_was_stored_is_readable_as_it_was_meant(string manifest, string base64) =>
        Assert.Equal(Text(SampleOf(manifest)), Text(_serializer.FromBinary(Convert.FromBase64String(base64), manifest)));

    [Fact]
    public void What_is_written_today_is_the_newest_form_that_is_on_record() => Assert.All(
        Golden.GroupBy(static row => (string)row[0], StringComparer.Ordinal),
        form => Assert.Equal(form.Last()[1], Convert.ToBase64String(_serializer.ToBinary(SampleOf(form.Key)))));

    private object SampleOf(string manifest) => Samples.Single(s => string.Equals(_serializer.Manifest(s), manifest, StringComparison.Ordinal));

    /// <summary>The forms of <see cref="Later"/>.</summary>
    public static TheoryData<string, string> LaterGolden => new()
    {
        { "b-announce", "CIDh6xcSEAARIjNEVWZ3iJmqu8zd7v8gEDAD" },
        { "b-request", "ChD/7t3Mu6qZiHdmVUQzIhEAEAEaDhIMCggIAxABGAEgARAMIIDA+92S76nvCCgB" },
        { "b-permit", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAiDhIMCggIAxABGAEgARAMMICJle8COiAKHggDEgpCMDkxNlQzV0ZKGAcgAioKCAEQxwgY7QIgFDoWEhQIAxIOQTMzRUdDSlpVRTlWRTIYCQ==" },
        { "b-granted", "ChAAESIzRFVmd4iZqrvM3e7/EAQaEP/u3cy7qpmId2ZVRDMiEQAgAyoOEgwKCAgDEAEYASABEAwwBTiA3MT5l++p7whCGWFra2E6Ly9EZWFscy91c2VyL3Njb3V0IzFKG2Fra2E6Ly9EZWFscy91c2VyL2dhdGV3YXkjMlCAwPvdku+p7whaOAogCh4IAxIKQjA5MTZUM1dGShgHIAIqCggBEMcIGO0CIBQQAxiAwPvdku+p7wgggMCisaWIqu8I" },
    };

    [Theory]
    [MemberData(nameof(LaterGolden))]
    public void What_came_later_is_on_record_too(string manifest, string base64)
    {
        Assert.Equal(base64, Convert.ToBase64String(_serializer.ToBinary(Later[manifest])));
        Assert.Equal(Text(Later[manifest]), Text(_serializer.FromBinary(Convert.FromBase64String(base64), manifest)));
    }

    [Fact]
    public void Every_outcome_and_every_fate_survives_the_wire()
    {
        KeepaOutcome[] outcomes =
        [
            new KeepaOutcome.DealPage([], [], null),
            new KeepaOutcome.EmptyPage(Envelope),
            new KeepaOutcome.EmptyPage(null),
            new KeepaOutcome.TokenStatus(Envelope with { TokensLeft = -350, TokenFlowReduction = 0 }),
            new KeepaOutcome.Throttled(TimeSpan.FromSeconds(39), null),
            new KeepaOutcome.Failed(FailureKind.Unauthorized, new KeepaError("a", "b"), Envelope),
            new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("a", "b", ""), null),
            new KeepaOutcome.Unknown("why"),
        ];
        PermitFate[] fates =
        [
            new PermitFate.Answered(Envelope), new PermitFate.Throttled(TimeSpan.Zero), new PermitFate.KeyRefused(""), new PermitFate.NotSent("x"), new PermitFate.Unknown("y"),
        ];

        Assert.All(outcomes, outcome => Assert.Equal(Text(outcome), Text(Through(new KeepaAnswer(Request, Permit, outcome)).Outcome)));
        Assert.All(fates, fate => Assert.Equal(fate, Through(new SettlePermit(Permit, fate)).Fate));
    }

    [Fact]
    public void Any_row_survives_the_wire() => Rows.Sample(
        rows => Assert.Equal(Text(rows), Text(((KeepaOutcome.DealPage)Through(new KeepaAnswer(Request, Permit, new KeepaOutcome.DealPage(rows, [], null))).Outcome).Rows)),
        iter: 300);

    [Fact]
    public void A_page_of_150_rows_stays_below_the_frame_of_the_wire()
    {
        var row = Row with
        {
            Title = new string('x', 160),
            Types = [.. PriceType.All.Where(static t => t.Index < 22).Select((t, i) => Facts(t, 1_999 + (i * 17)))],
        };
        var answer = new KeepaAnswer(Request, Permit, new KeepaOutcome.DealPage([.. Enumerable.Repeat(row, KeepaRequest.DealPage.PageSize)], [], Envelope));

        Assert.InRange(_serializer.ToBinary(answer).Length, 50_000, 120_000);
    }

    private static KeepaRequest.DealPage Page =>
        new(new DealQuery { Domain = AmazonDomain.De, PriceType = PriceType.New, DateRange = DateRange.Week }, 12);

    private static TokenEnvelope Envelope => new(T0, -4, TimeSpan.FromMilliseconds(38_576), 20, 1.25m, 5, TimeSpan.FromMilliseconds(597));

    private static DealRow Row => new()
    {
        Asin = Asin.Parse("B0916T3WFJ"),
        LastUpdate = T0,
        CreatedAt = T0.AddMinutes(-30),
        Title = "A title",
        Image = "51x.jpg",
        RootCategory = long.MaxValue,
        Categories = [1, 2_619_526_011],
        ParentAsin = Asin.Parse("B000000001"),
        Types = [Facts(PriceType.Amazon, 1_999), new TypeFacts(PriceType.Sales, null, T0.AddTicks(7), null, PerRange.None, PerRange.None)],
        Drops = new RankDrops(1, 2, 3, 4),
        WarehouseCondition = 2,
    };

    private static PermitGranted Granted =>
        new(Permit, 4, Request, Lane.Refresh, Page, 5, T0.AddSeconds(140), "akka://Deals/user/scout#1", "akka://Deals/user/gateway#2", T0);

    private static BudgetStatus Status => new()
    {
        AsOf = T0,
        Stale = true,
        Epoch = 4,
        TokensLeft = -4,
        Capacity = 1200,
        RefillRate = 20,
        TokenFlowReduction = 1.25m,
        NextTickAt = T0.AddSeconds(30),
        Price = 0.5,
        Reserved = 10,
        ForeignDrainPerMinute = 2.5,
        Foreign = 6,
        Refilled = 100,
        Settled = 80,
        Unknown = 5,
        Wasted = 1,
        Throttled = 2,
        Utilisation = 0.99,
        WaitingFor = "tokens",
        WaitingUntil = T0.AddSeconds(31),
        Lanes = [new LaneStatus(Lane.Refresh, 0.15, 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 40, Paused: true)],
        Permits = [new PermitStatus(Permit, 4, Lane.Refresh, "a page", 5, T0, T0.AddSeconds(140), FateUnknown: true, "akka://Deals/user/gateway#2")],
        Gateways = [new GatewayStatus("akka://Deals/user/gateway#2", 1, 16, T0, Draining: true)],
    };

    private static RouterSnapshot Snapshot => new(new RouterState
    {
        Epoch = 4,
        Ledger = TokenLedger.Empty(new LedgerSettings()) with
        {
            Anchor = new BucketAnchor(-4, T0, T0.AddSeconds(30), TickInDoubt: true, 20, 1.25m, 9),
            Serial = 10,
            ConfirmAfter = 8,
            Open = ImmutableDictionary<Guid, Reservation>.Empty.Add(Permit, new Reservation(Permit, 10, 5, T0, T0.AddSeconds(140), FateUnknown: true)),
            Suspense = [new Suspended(9, T0, 3, 2)],
            Claims = [new UnknownClaim(Request, 7, 9, 5, 1)],
            Totals = new LedgerTotals(1, 2, 3, 4, 5, 6, 7, 8, 9),
            Drain = new ForeignDrain(2.5, T0),
            Refusal = new KeyRefusal("no", 2, T0.AddSeconds(60)),
        },
        Permits = ImmutableDictionary<Guid, PermitGranted>.Empty.Add(Permit, Granted),
        Paused = [Lane.Backfill],
        SettledByLane = ImmutableDictionary<Lane, long>.Empty.Add(Lane.Refresh, 40),
    });

    private static TypeFacts Facts(PriceType type, long current) => new(
        type, current, T0.AddMinutes(-5_000), current + 550, new PerRange(current + 20, current + 300, current + 500, current + 700), new PerRange(1, 13, 20, -26));

    private static readonly Gen<ImmutableArray<DealRow>> Rows = (
        from minutes in Gen.Int[0, 9_000_000]
        from title in Gen.String.Null()
        from root in Gen.Long.Nullable()
        from categories in Gen.Long.Array[0, 4]
        from types in Gen.Select(
            Gen.Int[0, 35], Gen.Long.Nullable(), Gen.Int[-500_000, 500_000].Nullable(), Gen.Long.Nullable(), Gen.Long.Nullable().Array[8],
            static (index, current, since, previous, ranges) => (index, current, since, previous, ranges)).Array[0, 36]
        from drops in Gen.Int.Nullable().Array[4]
        select new DealRow
        {
            Asin = Asin.Parse("B0916T3WFJ"),
            LastUpdate = KeepaTime.ToInstant(minutes),
            CreatedAt = minutes % 2 == 0 ? null : KeepaTime.ToInstant(minutes / 2),
            Title = title,
            RootCategory = root,
            Categories = [.. categories],
            Types =
            [
                .. types.Select(t => new TypeFacts(
                    PriceType.FromIndex(t.index),
                    t.current,
                    t.since is { } since ? KeepaTime.ToInstant(minutes).AddTicks(since * (since % 2 == 0 ? TimeSpan.TicksPerMinute : 1L)) : null,
                    t.previous,
                    new PerRange(t.ranges[0], t.ranges[1], t.ranges[2], t.ranges[3]),
                    new PerRange(t.ranges[4], t.ranges[5], t.ranges[6], t.ranges[7]))),
            ],
            Drops = new RankDrops(drops[0], drops[1], drops[2], drops[3]),
        }).Array[1, 3].Select(static rows => rows.ToImmutableArray());

    private T Through<T>(T message)
        where T : notnull => (T)_serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

    private static string Text(object value) => JsonSerializer.Serialize(value, value.GetType(), ByCase);

    private static readonly JsonSerializerOptions ByCase = new() { Converters = { new ByItsOwnType() } };

    /// <summary>Cases of a closed hierarchy are written with their own name and fields.</summary>
    private sealed class ByItsOwnType : System.Text.Json.Serialization.JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAbstract && typeToConvert.Assembly == typeof(KeepaOutcome).Assembly;

        public override System.Text.Json.Serialization.JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (System.Text.Json.Serialization.JsonConverter)Activator.CreateInstance(typeof(Writer<>).MakeGenericType(typeToConvert))!;

        private sealed class Writer<T> : System.Text.Json.Serialization.JsonConverter<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(value!.GetType().Name);
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
                writer.WriteEndObject();
            }
        }
    }
}
