using Deals.Actors.Catalogue;

namespace Deals.Tests.Catalogue;

public sealed class DealFilterTests
{
    [Theory]
    [InlineData("status", "gone")]
    [InlineData("domain", "7")]
    [InlineData("domain", "99999999999")]
    [InlineData("feed", "a|b")]
    [InlineData("q", " ")]
    [InlineData("minProfit", "1.5")]
    [InlineData("minAverageProfit", "1.5")]
    [InlineData("minRoi", "much")]
    [InlineData("maxRank", "-1")]
    [InlineData("minDrops", "x")]
    [InlineData("minTrust", "1.1")]
    [InlineData("minBelowAverage", "2")]
    [InlineData("condition", "mint")]
    [InlineData("sort", "weight")]
    [InlineData("sort", "--price")]
    [InlineData("sort", "-")]
    [InlineData("limit", "0")]
    [InlineData("limit", "501")]
    [InlineData("limit", "ten")]
    [InlineData("cursor", "nonsense")]
    [InlineData("cursor", "WyJwcmljZSJd")]
    [InlineData("colour", "red")]
    public void A_wrong_parameter_is_named_with_its_value_and_what_was_expected(string name, string value)
    {
        var problem = Assert.Single(Wrong((name, value)));
        Assert.Contains(name, problem, StringComparison.Ordinal);
        Assert.Matches("was expected|are\\.", problem);
    }

    [Fact]
    public void A_parameter_given_twice_and_a_cursor_of_another_order_are_wrong()
    {
        Assert.Contains("twice", Assert.Single(Wrong(("limit", "5"), ("limit", "6"))), StringComparison.Ordinal);
        var cursor = new DealCursor("-price", "1-B000000001", 5, null).ToString();
        Assert.IsType<DealFilterReading.Read>(Parse(("sort", "-price"), ("cursor", cursor)));
        Assert.Contains("sort=-price", Assert.Single(Wrong(("sort", "price"), ("cursor", cursor))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_told_at_once() => Assert.Equal(3, Wrong(("limit", "0"), ("sort", "x"), ("y", "z")).Length);

    [Fact]
    public void The_defaults_are_those_of_the_api()
    {
        var filter = Assert.IsType<DealFilterReading.Read>(Parse()).Filter;
        Assert.Equal((50, "-checkedAt"), (filter.Limit, filter.Order.ToString()));
    }

    private static string[] Wrong(params (string, string)[] parameters) => [.. Assert.IsType<DealFilterReading.Wrong>(Parse(parameters)).Problems];

    private static DealFilterReading Parse(params (string Name, string Value)[] parameters) =>
        DealFilterText.Parse(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));
}
