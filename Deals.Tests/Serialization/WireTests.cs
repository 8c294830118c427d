using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Serialization;

public sealed class WireTests : TestKit
{
    private static readonly DealId Id = DealId.Parse("1-055299068X");
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ListingFacts Listing = new()
    {
        Title = "A title",
        Image = "4Ivh.jpg",
        RootCategory = 283155,
        Categories = [7, 8],
        CreatedAt = T0,
        Types = [new TypeFacts(PriceType.Used, 2024, T0, 2422, new PerRange(2422, null, 2422, 2174), new PerRange(16, null, 16, 7))],
        Drops = new RankDrops(34, null, null, 581),
    };

    private readonly DealsSerializer _serializer;

    public WireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)Sys);

    /// <summary>A snapshot of the time before schedules: it is read, and its deal is due at once.</summary>
    [Fact]
    public void A_snapshot_without_a_schedule_is_due_at_once()
    {
        var old = Golden.Lines.Single(l => l.Name == "dp-s/before-schedules");
        var state = Assert.IsType<Deal.PendingProcessing>(_serializer.FromBinary(old.Bytes, old.Manifest));
        Assert.Equal((T0, DueReason.NoFacts), (state.Record.Next!.Due, state.Record.Next.Reason));
    }

    [Fact]
    public void Random_commands_events_and_states_survive_the_way_there_and_back()
    {
        Any.Command(Id).Array[1, 20].Sample(commands =>
        {
            var deal = Deal.None;
            foreach (var command in commands)
            {
                AssertSurvives(command);
                var decision = Any.Decider.Decide(deal, command);
                if (decision.Reply is { } reply)
                    AssertSurvives(reply);
                foreach (var e in decision.Events)
                {
                    AssertSurvives(e);
                    deal = deal.Apply(e);
                }

                if (deal is Deal.Known known)
                {
                    AssertSurvives(known);
                    AssertSurvives(new DealReply.Details(Id, known, 7));
                }
            }
        });
    }

    [Fact]
    public void An_unknown_manifest_and_an_unlisted_type_are_refused_by_name()
    {
        Assert.Contains("'zz-9'", Assert.ThrowsAny<Exception>(() => _serializer.FromBinary([], "zz-9")).Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Unlisted), Assert.ThrowsAny<Exception>(() => _serializer.ToBinary(new Unlisted())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_type_of_a_later_version_is_left_out_and_the_rest_is_read()
    {
        var wire = FactsWire.To(Listing);
        wire.Types_.Add(new Actors.Serialization.DealsProto.TypeFacts { Type = 99, Current = 5 });
        Assert.Equal(PriceType.Used, Assert.Single(FactsWire.From(wire).Types).Type);
    }

    private void AssertSurvives(IDealsWire value)
    {
        var bytes = _serializer.ToBinary(value);
        var back = _serializer.FromBinary(bytes, _serializer.Manifest(value));
        Assert.Equal(value.GetType(), back.GetType());
        Assert.Equal(bytes, _serializer.ToBinary(back));
    }

    private sealed record Unlisted : IDealsWire;
}
