using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class DealQueryTests
{
    private static readonly DealQuery Plain = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Used };

    [Fact]
    public void F37_numbers_are_numbers_and_the_switches_that_keepa_needs_are_on()
    {
        Assert.Equal(
            """{"page":3,"domainId":1,"priceTypes":[2],"dateRange":3,"sortType":1,"isRangeEnabled":false,"isFilterEnabled":false}""",
            DealQueryJson.Of(Plain, 3));
        var narrow = Plain with
        {
            CurrentRange = new ValueRange(2000, 30_100),
            SalesRankRange = new ValueRange(50_000, null),
            DeltaPercentRange = new ValueRange(50, null),
            IncludeCategories = [283155],
            Switches = DealSwitches.SingleVariation | DealSwitches.IsLowest90,
            Texts = Plain.Texts.Add("brand", ["Alder"]),
        };
        Assert.Equal(
            """{"page":0,"domainId":1,"priceTypes":[2],"dateRange":3,"sortType":1,"isRangeEnabled":true,"currentRange":[2000,30100],"deltaPercentRange":[50,2147483647],"salesRankRange":[50000,-1],"isFilterEnabled":true,"includeCategories":[283155],"isLowest90":true,"singleVariation":true,"brand":["Alder"]}""",
            DealQueryJson.Of(narrow, 0));
        Assert.Empty(DealQueryRules.Check(narrow));
    }

    [Fact]
    public void F37_no_query_ever_writes_a_number_as_text()
    {
        var ranges = Gen.Select(Gen.Long[0, 5000], Gen.Long[5000, int.MaxValue], Gen.Bool, (least, most, open) => new ValueRange(least, open ? null : most));
        Gen.Select(ranges, ranges, Gen.Int[0, 66], Gen.Enum<DateRange>(), Gen.Enum<DealSort>()).Sample((current, rank, page, dateRange, sort) =>
        {
            using var json = JsonDocument.Parse(DealQueryJson.Of(Plain with { CurrentRange = current, SalesRankRange = rank, DateRange = dateRange, Sort = sort }, page));
            Assert.All(json.RootElement.EnumerateObject(), p => Assert.NotEqual(JsonValueKind.String, p.Value.ValueKind));
            Assert.True(json.RootElement.GetProperty("isRangeEnabled").GetBoolean());
        });
    }

    public static TheoryData<string, DealQuery> Wrong => new()
    {
        { nameof(DealQuery.PriceType), Plain with { PriceType = PriceType.CountNew } },
        { nameof(DealQuery.DateRange), Plain with { DateRange = (DateRange)4 } },
        { nameof(DealQuery.Sort), Plain with { Sort = (DealSort)9 } },
        { nameof(DealQuery.CurrentRange), Plain with { CurrentRange = new ValueRange(5, 4) } },
        { nameof(DealQuery.DeltaLastRange), Plain with { DeltaLastRange = new ValueRange(-1, 4) } },
        { nameof(DealQuery.DeltaPercentRange), Plain with { DeltaPercentRange = new ValueRange(9, null) } },
        { nameof(DealQuery.DeltaPercentRange), Plain with { PriceType = PriceType.Sales, DeltaPercentRange = new ValueRange(79, null) } },
        { nameof(DealQuery.IncludeCategories), Plain with { IncludeCategories = [.. Enumerable.Range(0, 501).Select(i => (long)i)] } },
        { nameof(DealQuery.MinRating), Plain with { MinRating = 51 } },
        { nameof(DealQuery.WarehouseConditions), Plain with { WarehouseConditions = [6] } },
        { nameof(DealQuery.TitleSearch), Plain with { TitleSearch = string.Concat(Enumerable.Repeat("x ", 51)) } },
        { nameof(DealQuery.Texts), Plain with { Texts = Plain.Texts.Add("colour", ["red"]) } },
        { nameof(DealQuery.Switches), Plain with { Switches = DealSwitches.MustHaveAmazonOffer | DealSwitches.MustNotHaveAmazonOffer } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_keepa_would_refuse_or_ignore_is_named(string field, DealQuery query)
    {
        var problem = Assert.Single(DealQueryRules.Check(query));
        Assert.Equal(field, problem.Field);
        Assert.NotEmpty(problem.Value);
        Assert.NotEmpty(problem.Expected);
    }

    [Fact]
    public void Queries_that_ask_the_same_are_equal()
    {
        var a = Plain with { IncludeCategories = [1, 2], Texts = Plain.Texts.Add("brand", ["x"]) };
        var b = Plain with { IncludeCategories = ImmutableArray.Create(1L, 2L), Texts = Plain.Texts.Add("brand", ["x"]) };
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, b with { IncludeCategories = [1, 3] });
    }

    [Theory]
    [InlineData("B0916T3WFJ", true)]
    [InlineData(" 055299068x ", true)]
    [InlineData("B0916T3WF", false)]
    [InlineData("B0916T3WFJJ", false)]
    [InlineData("B0916T3WF-", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_asin_is_ten_letters_or_digits(string? text, bool isOne)
    {
        Assert.Equal(isOne, Asin.TryParse(text, out var asin));
        if (isOne)
            Assert.Equal(text!.Trim().ToUpperInvariant(), asin.Value);
        else
            Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Asin.Parse(text)).Message, StringComparison.Ordinal);
    }
}
