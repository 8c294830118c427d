using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

public sealed class SeasonTests
{
    [Theory]
    [InlineData(new long[] { 1, 2, 3, 4 }, "1.75", "3.25")]
    [InlineData(new long[] { 1, 2, 3, 4, 5 }, "2", "4")]
    [InlineData(new long[] { 7 }, "7", "7")]
    [InlineData(new long[] { 10, 20, 30, 40, 50, 60 }, "22.5", "47.5")]
    public void Quartiles_are_linear(long[] prices, string first, string third) =>
        Assert.Equal((decimal.Parse(first), decimal.Parse(third)), (Trim.Quartile(prices, 0.25m), Trim.Quartile(prices, 0.75m)));

    [Theory]
    [InlineData("100 100 100", "100 100 100")]
    [InlineData("100 100 999", "100 100 999")]
    [InlineData("100 100 100 999", "100 100 100")]
    [InlineData("100 100 100 100 999", "100 100 100 100")]
    [InlineData("10 20 30 40 50 85 86", "10 20 30 40 50 85 86")]
    [InlineData("10 20 30 40 50 60 101", "10 20 30 40 50 60")]
    [InlineData("10 20 30 40 50 60 100", "10 20 30 40 50 60 100")]
    public void F75_outliers_are_beyond_one_and_a_half_interquartile_ranges(string sold, string kept) =>
        Assert.Equal(kept, string.Join(' ', Trim.Outliers([.. sold.Split(' ').Select(p => Sale(1, long.Parse(p)))], AnalysisSettings.Default).Select(s => s.Price.Minor)));

    [Theory]
    [InlineData("1:100 1:100 1:100 2:200 2:200 2:200", 2, 1)]
    [InlineData("1:100 1:100 1:100 2:200 2:200", null, null)]
    [InlineData("1:100 1:100 1:100 2:100 2:100 2:100", null, null)]
    [InlineData("1:200 1:200 1:200 2:100 2:100 2:100 3:200 3:200 3:200 3:200", 3, 2)]
    [InlineData("4:200 4:200 4:200 2:100 2:100 2:100 3:200 3:200 3:200", 3, 2)]
    [InlineData("4:200 4:200 4:200 2:100 2:100 2:100 3:100 3:100 3:100 3:100", 4, 3)]
    public void Peak_and_trough_are_by_median_then_by_sales_then_the_earlier_month(string sold, int? peak, int? trough)
    {
        var seasons = Seasons.Of([.. sold.Split(' ').Select(s => s.Split(':')).Select(s => Sale(int.Parse(s[0]), long.Parse(s[1])))], AnalysisSettings.Default);
        Assert.Equal((peak, trough), (seasons.Peak?.Month, seasons.Trough?.Month));
    }

    [Fact]
    public void Months_are_of_the_calendar_in_UTC_and_of_all_years_together()
    {
        DateTimeOffset[] times = [At(2024, 3, 31, 23, 59), At(2025, 3, 1, 0, 0), At(2026, 3, 15, 12, 0), At(2026, 4, 1, 0, 0)];
        var seasons = Seasons.Of([.. times.Select((t, i) => new InferredSale(t, new Money(100 + i, Currency.Usd)))], AnalysisSettings.Default);
        Assert.Equal([new MonthOfSales(3, 3, new Money(101, Currency.Usd))], seasons.Months.AsEnumerable());
    }

    [Theory]
    [InlineData(new long[] { 1, 2 }, 2, 2)]
    [InlineData(new long[] { 1, 2, 4 }, 2, 2)]
    [InlineData(new long[] { 1, 2, 3, 4 }, 3, 3)]
    [InlineData(new long[] { 5 }, 5, 5)]
    [InlineData(new long[] { 1, 1, 2 }, 1, 1)]
    public void Means_and_even_medians_round_half_up(long[] prices, long mean, long median)
    {
        var sales = prices.Select(p => Sale(1, p)).ToList();
        Assert.Equal((mean, median), (Prices.Mean([.. sales]).Minor, Prices.Median([.. sales]).Minor));
    }

    [Fact]
    public void The_mode_occurs_twice_and_of_two_the_lower_counts()
    {
        Assert.Equal(new Money(300, Currency.Usd), Prices.Mode([Sale(1, 500), Sale(1, 300), Sale(1, 500), Sale(1, 300), Sale(1, 100)], 2));
        Assert.Equal(new Money(500, Currency.Usd), Prices.Mode([Sale(1, 500), Sale(1, 300), Sale(1, 500), Sale(1, 300), Sale(1, 500)], 2));
        Assert.Null(Prices.Mode([Sale(1, 500), Sale(1, 300)], 2));
    }

    private static InferredSale Sale(int month, long price) => new(At(2026, month, 2, 3, 4), new Money(price, Currency.Usd));

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
