using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Tests.Serialization;

public sealed class QueryWireTests : TestKit
{
    /// <summary>A filter that is lost between two nodes would make Keepa answer, and charge for, another question.</summary>
    [Fact]
    public void F37_every_field_of_a_query_survives_the_way_to_the_gateway()
    {
        var serializer = new DealsSerializer((ExtendedActorSystem)Sys);
        var range = Gen.Select(Gen.Bool, Gen.Long[0, 5000], Gen.Bool, (set, least, open) => set ? new ValueRange(least, open ? null : least + 7) : null);
        var numbers = Gen.Long[1, 1_000_000].Array[0, 4];
        Gen.Select(
            Gen.Select(range, range, range, range, range),
            Gen.Select(numbers, numbers, Gen.Int[-1, 50], Gen.Int[0, (1 << 13) - 1]),
            Gen.Select(Gen.Enum<DealSort>(), Gen.Enum<DateRange>(), Gen.OneOfConst<string?>(null, "red tent"), Gen.OneOfConst(PriceType.DealRelevant.ToArray()))).Sample((ranges, filters, rest) =>
        {
            var query = new DealQuery
            {
                Domain = AmazonDomain.De,
                PriceType = rest.Item4,
                DateRange = rest.Item2,
                Sort = rest.Item1,
                CurrentRange = ranges.Item1,
                DeltaRange = ranges.Item2,
                DeltaPercentRange = ranges.Item3,
                DeltaLastRange = ranges.Item4,
                SalesRankRange = ranges.Item5,
                IncludeCategories = [.. filters.Item1],
                ExcludeCategories = [.. filters.Item2],
                MinRating = filters.Item3 < 0 ? null : filters.Item3,
                Switches = (DealSwitches)filters.Item4,
                WarehouseConditions = filters.Item3 > 25 ? [2, 3] : [],
                TitleSearch = rest.Item3,
                Texts = rest.Item3 is null ? new DealQuery { Domain = AmazonDomain.De, PriceType = PriceType.New }.Texts : new DealQuery { Domain = AmazonDomain.De, PriceType = PriceType.New }.Texts.Add("brand", ["Alder", "Juno"]),
            };
            var permit = new Permit(Guid.NewGuid(), 3, Guid.NewGuid(), new KeepaRequest.DealPage(query, 5), "akka://Deals/user/scout", TimeSpan.FromSeconds(9));
            var back = Assert.IsType<Permit>(serializer.FromBinary(serializer.ToBinary(permit), serializer.Manifest(permit)));
            Assert.Equal(DealQueryJson.Of(query, 5), DealQueryJson.Of(Assert.IsType<KeepaRequest.DealPage>(back.Request).Query, 5));
            Assert.Equal(permit, back);
        });
    }
}
