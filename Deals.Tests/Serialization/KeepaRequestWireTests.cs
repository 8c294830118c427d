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
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");
    private readonly DealsSerializer _serializer;

    public KeepaRequestWireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)Sys);

    /// <summary>The requests of which a form is on record.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { "products", "ChD/7t3Mu6qZiHdmVUQzIhEAEAMaLBoqCAMSCjA1NTI5OTA2OFgSCkIwOTE2VDNXRkoaDggBEMcIGO0CIBQwAUABIIDA+92S76nvCA==" },
        { "code", "ChD/7t3Mu6qZiHdmVUQzIhEAEAMaISIfCAESDTk3ODA1NTI5OTA2ODQaChDHCBjtAigBOAEgAyCAwPvdku+p7wg=" },
        { "sellers", "ChD/7t3Mu6qZiHdmVUQzIhEAEAMaFCoSCAESDkEzM0VHQ0paVUU5VkUyIIDA+92S76nvCA==" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void What_was_stored_of_a_request_is_read_for_ever(string name, string base64)
    {
        var request = new PermitRequest(Id, Lane.Refresh, Sample(name), T0);
        Assert.Equal(base64, Convert.ToBase64String(_serializer.ToBinary(request)));
        Assert.Equal(request, _serializer.FromBinary(Convert.FromBase64String(base64), _serializer.Manifest(request)));
    }

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

    private static KeepaRequest Sample(string name) => name switch
    {
        "products" => new KeepaRequest.Products(AmazonDomain.De, [Asin.Parse("055299068X"), Asin.Parse("B0916T3WFJ")], ProductShape.WithOffers with { UpdateHours = -1, Rating = true }),
        "code" => new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684"], ProductShape.Full with { History = false, BuyBox = true, OnlyLiveOffers = true }, 3),
        _ => new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("A33EGCJZUE9VE2")]),
    };

    private void AssertSurvives(KeepaRequest request)
    {
        var permit = new Permit(Id, 3, Id, request, "akka://Deals/user/scout", TimeSpan.FromSeconds(5));
        Assert.Equal(permit, _serializer.FromBinary(_serializer.ToBinary(permit), _serializer.Manifest(permit)));
    }
}
