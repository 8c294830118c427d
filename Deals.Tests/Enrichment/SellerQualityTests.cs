using CsCheck;
using Deals.Actors.Enrichment;

namespace Deals.Tests.Enrichment;

public sealed class SellerQualityTests
{
    [Theory]
    [InlineData(98, 1500, "0.9716")]
    [InlineData(100, 1, "0.2065")]
    [InlineData(95, 20, "0.7639")]
    public void It_is_the_bound_of_the_second_implementation(int percent, int ratings, string expected) =>
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), SellerQuality.Of(percent, ratings));

    [Fact]
    public void More_ratings_of_the_same_share_prove_more_and_none_prove_nothing() => Gen.Select(Gen.Int[1, 100], Gen.Int[1, 100_000], Gen.Int[2, 50]).Sample(static (percent, ratings, times) =>
    {
        var (few, many) = (SellerQuality.Of(percent, ratings)!.Value, SellerQuality.Of(percent, ratings * times)!.Value);
        Assert.True(few <= many);
        Assert.InRange(many, 0, percent / 100m);
        Assert.True(SellerQuality.Of(percent - 1, ratings) <= few);
        var (share, n) = (percent / 100.0, (double)ratings);
        var naive = (share + (1.96 * 1.96 / (2 * n)) - (1.96 * Math.Sqrt((share * (1 - share) / n) + (1.96 * 1.96 / (4 * n * n))))) / (1 + (1.96 * 1.96 / n));
        Assert.Equal(naive, (double)few, 1e-4);
    });

    [Fact]
    public void Without_a_share_or_a_rating_there_is_none()
    {
        Assert.Null(SellerQuality.Of(null, 10));
        Assert.Null(SellerQuality.Of(90, null));
        Assert.Null(SellerQuality.Of(90, 0));
    }
}
