using Deals.Actors.Budget;

namespace Deals.Tests.Budget;

public sealed class ForeignAlarmTests
{
    [Fact]
    public void F30_it_begins_at_its_share_of_the_refill_and_ends_at_half_of_it()
    {
        var alarm = new ForeignAlarm(0.1);
        Assert.False(alarm.Look(1.9, 20).IsOn);
        alarm = alarm.Look(2, 20);
        Assert.True(alarm.IsOn);
        Assert.True(alarm.Look(1, 20).IsOn);
        Assert.False(alarm.Look(0.9, 20).IsOn);
    }

    [Fact]
    public void F30_it_names_the_rate_and_the_share()
    {
        Assert.Null(new ForeignAlarm(0.1).Text(10, 20));
        Assert.Equal("Somebody else uses this key: 10.2 tokens a minute, 51 % of the refill. The plan lives on what is left.", new ForeignAlarm(0.1).Look(10.2, 20).Text(10.2, 20));
    }

    [Fact]
    public void Where_nothing_is_refilled_there_is_no_share() => Assert.False(new ForeignAlarm(0.1).Look(5, 0).IsOn);
}
