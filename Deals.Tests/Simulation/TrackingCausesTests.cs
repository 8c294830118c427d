using System.Text.Json.Nodes;
using Deals.Simulator.Trackings;

namespace Deals.Tests.Simulation;

/// <summary>When a tracking notifies, and why, by what its updates find.</summary>
public sealed class TrackingCausesTests
{
    private const int Used = 2;

    [Theory]
    // Every hour the value, and what is told of it; the wish is 2000 or less, and it is rearmed after an hour.
    [InlineData(60, "2500 2000 2000 1900 1900", "- Reached - ChangedAfter -")]
    [InlineData(60, "1900 2100 1900 1800", "Reached - ReachedAgain ChangedAfter")]
    [InlineData(60, "1900 -1 1900 1800", "Reached - - ChangedAfter")]
    // Rearmed after three hours: what happens before is not told.
    [InlineData(180, "1900 1800 1700 1600 1500", "Reached - - ChangedAfter -")]
    [InlineData(180, "1900 2100 1800 1800 1800", "Reached - - ReachedAgain -")]
    // Never told twice.
    [InlineData(0, "1900 2100 1900 1800", "Reached - - -")]
    public void A_wished_value_is_told_when_it_is_reached_and_again_once_rearmed(int rearm, string values, string expected) =>
        Assert.Equal(expected, Causes(Order($$"""{"thresholdValues":[{"thresholdValue":2000,"domain":1,"csvType":2,"isDrop":true}],"individualNotificationInterval":{{rearm}}}"""), values));

    [Fact]
    public void A_rise_is_told_from_its_value_on() => Assert.Equal(
        "- Reached ChangedAfter -", Causes(Order("""{"thresholdValues":[{"thresholdValue":2000,"domain":1,"csvType":2,"isDrop":false}],"individualNotificationInterval":1}"""), "1900 2000 2500 1900"));

    [Theory]
    [InlineData(0, "1900 -1 -1 1900 -1", "- OutOfStock - - OutOfStock")]
    [InlineData(1, "1900 -1 -1 1900 -1", "- - - InStock -")]
    public void The_end_and_the_return_of_stock_are_told_when_they_are_asked_for(int kind, string values, string expected) =>
        Assert.Equal(expected, Causes(Order($$"""{"notifyIf":[{"domain":1,"csvType":2,"notifyIfType":{{kind}}}]}"""), values));

    [Theory]
    [InlineData(2, 1, 1, 0.015)]
    [InlineData(11, 1, 12, 0.00125)]
    [InlineData(18, 1, 1, 0.15)]
    [InlineData(2, 3, 1, 0.03)]
    public void It_takes_nine_tenths_of_a_token_an_update_and_marketplace_and_ten_times_that_where_offers_are_needed(int type, int second, int hours, double flow)
    {
        var order = Order($$"""{"thresholdValues":[{"thresholdValue":1,"domain":1,"csvType":{{type}},"isDrop":true},{"thresholdValue":1,"domain":{{second}},"csvType":2,"isDrop":true}],"updateInterval":{{hours}}}""");
        Assert.Equal(flow, (double)order.FlowPerMinute, 1e-12);
    }

    private static TrackingOrder Order(string fields)
    {
        var order = JsonNode.Parse(fields)!.AsObject();
        (order["asin"], order["mainDomainId"]) = ("B000000000", 1);
        return Assert.Single(TrackingOrder.ReadAll(order.ToJsonString())).Order!;
    }

    private static string Causes(TrackingOrder order, string values)
    {
        var tracking = new Tracking(order, createdAt: 1000, ttlHours: 0, _ => 1);
        return string.Join(' ', values.Split(' ').Select(v => tracking.Update(type => type == Used ? long.Parse(v, System.Globalization.CultureInfo.InvariantCulture) : -2) is [var hit] ? hit.Cause.ToString() : "-"));
    }
}
