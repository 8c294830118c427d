using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Tests.Serialization;

public sealed class KeepaRequestWireTests : TestKit
{
    private static readonly Guid Id = Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");
    private readonly DealsSerializer _serializer;

    public KeepaRequestWireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void Every_request_for_products_and_sellers_survives_the_way_to_the_gateway()
    {
        var shape = Gen.Select(
            Gen.Int[0, 15], Gen.Int[1, 36_500].Nullable(), Gen.Int[1, 36_500].Nullable(), Gen.Int[20, 100].Nullable(), Gen.Int[-1, 8_760].Nullable(),
            static (flags, days, stats, offers, hours) => new ProductShape
            {
                History = (flags & 1) == 0, OnlyLiveOffers = (flags & 2) != 0, Rating = (flags & 4) != 0, BuyBox = (flags & 8) != 0,
                Days = days, StatsDays = stats, Offers = offers, UpdateHours = hours,
            });
        Gen.Select(shape, Gen.Int[1, 20], Gen.OneOfConst(AmazonDomain.All.ToArray()), Gen.Int[1, 100]).Sample((of, count, domain, limit) =>
        {
            var numbers = Enumerable.Range(0, count);
            AssertSurvives(new KeepaRequest.Products(domain, [.. numbers.Select(i => Asin.Parse($"B{i:000000000}"))], of));
            AssertSurvives(new KeepaRequest.ProductsByCode(domain, [.. numbers.Select(i => $"{i:0000000000000}")], of, limit));
            AssertSurvives(new KeepaRequest.Sellers(domain, [.. numbers.Select(i => SellerId.Parse($"A{i:0000000000}"))]));
        });
    }

    [Fact]
    public void The_answer_with_products_and_sellers_stays_within_its_process()
    {
        foreach (var outcome in new KeepaOutcome[] { new KeepaOutcome.ProductBatch([], [], [], null), new KeepaOutcome.SellerBatch([], [], null) })
        {
            var refused = Assert.Throws<SerializationException>(() => _serializer.ToBinary(new KeepaAnswer(Id, Id, outcome)));
            Assert.Contains(outcome.GetType().Name, refused.Message, StringComparison.Ordinal);
        }
    }

    private void AssertSurvives(KeepaRequest request)
    {
        var permit = new Permit(Id, 3, Id, request, "akka://Deals/user/scout", TimeSpan.FromSeconds(5));
        Assert.Equal(permit, _serializer.FromBinary(_serializer.ToBinary(permit), _serializer.Manifest(permit)));
    }
}
