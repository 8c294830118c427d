using System.Collections.Immutable;
using Akka.Actor;
using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;
using Deals.Tests.Serialization;

namespace Deals.Tests.Budget;

public sealed class BudgetWireTests : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Permit = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly Guid Request = Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");
    private readonly ActorSystem _system = ActorSystem.Create(nameof(BudgetWireTests));
    private readonly DealsSerializer _serializer;

    public BudgetWireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

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

        Assert.All(outcomes, outcome => Assert.Equal(ValueShape.Of(outcome), ValueShape.Of(Through(new KeepaAnswer(Request, Permit, outcome)).Outcome)));
        Assert.All(fates, fate => Assert.Equal(fate, Through(new SettlePermit(Permit, fate)).Fate));
    }

    [Fact]
    public void Any_row_survives_the_wire() => Rows.Sample(
        rows => Assert.Equal(ValueShape.Of(rows), ValueShape.Of(((KeepaOutcome.DealPage)Through(new KeepaAnswer(Request, Permit, new KeepaOutcome.DealPage(rows, [], null))).Outcome).Rows)),
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
}
