using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Inspection;

public sealed class WorthItemTests
{
    private static readonly DealId Id = DealId.Parse("1-B0916T3WFJ");

    [Theory]
    [InlineData("USED", "regular", true, "tracking      Keepa's push would be the better buy by ")]
    [InlineData("BUY_BOX_USED_SHIPPING", "marketplace", false, "tracking      looks are the better buy: a marketplace one, updated every ")]
    public void A_deal_tells_whether_keepas_push_would_keep_it_fresh_more_cheaply(string type, string kind, bool isBetter, string line)
    {
        var details = Details(type, new RefreshTerms(0.01, RefreshBounds.Within(TimeSpan.FromDays(7)), [3, 3, 6], ImmutableDictionary<long, RatePrior>.Empty));

        var tracking = details.Worth.Tracking!;
        Assert.Equal((kind, isBetter), (tracking.Kind, tracking.IsBetter));
        var expected = TrackingWorth.Of(new RefreshWorth(details.Worth.Importance!.Weight, 1, 3), isBetter ? TrackingKind.Regular : TrackingKind.Marketplace, 0.01, RefreshBounds.Within(TimeSpan.FromDays(7)));
        Assert.Equal((expected.Hours, Math.Round(expected.Tracking.TokensPerDay, 2), Math.Round(expected.Looks.TokensPerDay, 2)), (tracking.Hours, Math.Round(tracking.TotalTokens, 2), Math.Round(tracking.LookTokens, 2)));
        Assert.Equal(isBetter, tracking.GainTokens > 0);
        Assert.Contains(DealText.Show(details, Any.T0), l => l.StartsWith(line, StringComparison.Ordinal));
        Assert.Equal(kind, JsonNode.Parse(InspectionJson.Line(details))!["worth"]!["tracking"]!["kind"]!.GetValue<string>());
    }

    [Fact]
    public void Without_a_price_nothing_is_compared()
    {
        var details = Details("USED", null);
        Assert.Null(details.Worth.Tracking);
        Assert.DoesNotContain(DealText.Show(details, Any.T0), l => l.StartsWith("tracking", StringComparison.Ordinal));
    }

    private static DealDetails Details(string type, RefreshTerms? terms)
    {
        var sight = new DealCommand.Sight(Id, Any.T0, new FeedLens("us", PriceType.All.Single(t => t.Name == type), DateRange.Quarter), new ListingFacts { Drops = new RankDrops(90, null, null, null) }, Any.T0);
        var state = After(Deal.None, sight);
        state = After(state, new DealCommand.RecordProduct(Id, Any.T0, new ProductFacts(null, null, null, "00ff"), Any.T0));
        return new DealDetails(new DealReply.Details(Id, (Deal.Known)state, 2), terms, Any.T0);
    }

    private static Deal After(Deal deal, DealCommand command) => Any.Decider.Decide(deal, command).Events.Aggregate(deal, static (d, e) => d.Apply(e));
}
