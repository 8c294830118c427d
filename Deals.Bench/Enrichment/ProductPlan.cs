using System.Globalization;
using Deals.Actors.Keepa;

namespace Deals.Bench.Enrichment;

/// <summary>The true figures of one product. Rates are per day, money is in minor units, times are Keepa's minutes.</summary>
internal sealed record ProductPlan
{
    private const int MinutesOfDay = 1440;
    private const int FirstAsOf = 8_000_640; // 2026-03-19
    private const double AmazonShare = 0.2;
    private const double KnownFeesShare = 0.9;
    private const double FbaShare = 0.4;
    private const double UntoldShippingShare = 0.05;
    private const long ByMerchant = 399;

    /// <summary>Its ASIN.</summary>
    public required Asin Asin { get; init; }

    /// <summary>How prices go with the year.</summary>
    public required SeasonWave Season { get; init; }

    /// <summary>What is asked around its worth.</summary>
    public required Asking Asking { get; init; }

    /// <summary>What it is worth in the mean of the year.</summary>
    public required double Worth { get; init; }

    public required double SalesPerDay { get; init; }

    public required double WithdrawalsPerDay { get; init; }

    public required double OtherSalesPerDay { get; init; }

    public required double PricesPerDay { get; init; }

    public required double LooksPerDay { get; init; }

    /// <summary>Offers that there are usually.</summary>
    public required double Offers { get; init; }

    public required double RankNoise { get; init; }

    /// <summary>Since when Keepa follows it.</summary>
    public required int Since { get; init; }

    /// <summary>Keepa's last look.</summary>
    public required int AsOf { get; init; }

    /// <summary>What Amazon itself asks; absent where it does not sell it.</summary>
    public required double? Amazon { get; init; }

    /// <summary>What an item costs that is bought at the deal's price.</summary>
    public required long DealPrice { get; init; }

    /// <summary>What its merchant takes for shipping; 0 where Amazon ships.</summary>
    public required long Shipping { get; init; }

    /// <summary>Whether Keepa knows that.</summary>
    public required bool IsShippingTold { get; init; }

    public required TrueFees Fees { get; init; }

    /// <summary>Whether Keepa knows the fees.</summary>
    public required bool AreFeesTold { get; init; }

    /// <summary>What it is worth at a minute.</summary>
    public double WorthAt(double minute) => Worth * Season.PriceAt(minute);

    /// <summary>Draws a product.</summary>
    /// <param name="world">The distributions.</param>
    /// <param name="seed">The world's seed.</param>
    /// <param name="index">Which product, 0 to 99,999.</param>
    public static ProductPlan Draw(WorldPlan world, int seed, int index)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var season = random.NextDouble() < world.SeasonalShare ? new SeasonWave(random.NextDouble(), world.Swing.Draw(random), world.DemandSwing) : SeasonWave.None;
        var (sales, worth) = (world.SalesPerDay.DrawRatio(random), world.Worth.DrawRatio(random));
        var asOf = FirstAsOf + random.Next(365 * MinutesOfDay);
        var isFba = random.NextDouble() < FbaShare;
        return new ProductPlan
        {
            Asin = Asin.Parse(string.Create(CultureInfo.InvariantCulture, $"B{seed % 10_000:0000}{index:00000}")),
            Season = season,
            Asking = new Asking(world.Spread.Draw(random), world.SpikeShare.Draw(random)),
            Worth = worth,
            SalesPerDay = sales,
            WithdrawalsPerDay = sales * world.WithdrawalsPerSale.DrawRatio(random),
            OtherSalesPerDay = sales * world.OtherSalesPerSale.DrawRatio(random),
            PricesPerDay = 1 / world.PriceDays.DrawRatio(random),
            LooksPerDay = 24 / world.LookHours.DrawRatio(random),
            Offers = world.Offers.DrawRatio(random),
            RankNoise = world.RankNoise.DrawRatio(random),
            Since = asOf - (int)(MinutesOfDay * world.FollowedDays.Draw(random)),
            AsOf = asOf,
            Amazon = random.NextDouble() < AmazonShare ? worth * (1.2 + random.NextDouble()) : null,
            DealPrice = (long)Math.Max(1, worth * season.PriceAt(asOf) * world.DealPrice.Draw(random)),
            Shipping = isFba ? 0 : ByMerchant,
            IsShippingTold = isFba || random.NextDouble() >= UntoldShippingShare,
            Fees = TrueFees.Draw(random),
            AreFeesTold = random.NextDouble() < KnownFeesShare,
        };
    }
}

/// <summary>What Amazon truly takes of a sale.</summary>
/// <param name="PickAndPack">For shipping it, minor units.</param>
/// <param name="ReferralPercent">Of the price.</param>
/// <param name="Closing">Of media; 0 elsewhere.</param>
internal sealed record TrueFees(long PickAndPack, decimal ReferralPercent, long Closing)
{
    /// <summary>Those of some product.</summary>
    public static TrueFees Draw(Random random) => new(306 + random.Next(500), random.Next(4) == 0 ? 8 : 15, random.Next(2) * 180);

    /// <summary>What is left of a price.</summary>
    public double Left(double price) => price - (price * (double)ReferralPercent / 100) - PickAndPack - Closing;
}
