using Akka.Actor;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;

namespace Deals.Tests.Analysing;

/// <summary>What becomes of deals, calls and dollars in every mode of the model.</summary>
public sealed class AnalystActorTests : AnalystWorld
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task F70_F72_a_deal_is_judged_once_and_says_who_answered_what_for_how_much()
    {
        Look(1);
        var analyst = Start();
        Until("the deal is verified", () => Deals.Analysis(Id(1))?.State == AnalysisState.Verified);
        var facts = Deals.Analysis(Id(1))!;
        Assert.Equal(("It sells in December.", "Christmas", null, null), (facts.Reason, facts.Season, facts.Cause, facts.RetryAt));
        Assert.Equal(["7 sales in December."], facts.Reasons.AsEnumerable());
        // 900 tokens at 1.25 and 200 at 2.50 dollars a million.
        Assert.Equal((1, "grok", 64, 900, 200, 1625), (facts.Origin!.PromptVersion, facts.Origin.Model, facts.Origin.InputHash.Length, facts.Origin.TokensIn, facts.Origin.TokensOut, facts.Origin.MicroDollars));
        Assert.Equal((2_499, 4_001), (facts.Price, facts.ListPrice));
        var (_, options) = Assert.Single(Chat.Asked);
        Assert.Equal((2000, true), (options.MaxOutputTokens, options.ResponseFormat is Microsoft.Extensions.AI.ChatResponseFormatJson { Schema: not null }));

        for (var i = 0; i < 48; i++)
        {
            Wall.Advance(TimeSpan.FromMinutes(30));
            await IdleAsync(analyst);
        }

        Assert.Equal((1, 1), (Calls, Deals.Recorded.Count));
        Assert.Equal((1, 1625), ((await StatusAsync(analyst)).Quota.AllCalls, (await StatusAsync(analyst)).Quota.AllMicroDollars));
    }

    [Fact]
    public void F70_no_call_leaves_before_its_reservation_is_stored()
    {
        Look(1, 2, 3);
        Chat.OnAsked = () => Assert.True(Faults.Events.OfType<QuotaEvent.Reserved>().Count() >= Calls, "A call left that nobody had reserved.");
        Chat.Will("ok");
        Start();
        Until("all are verified", () => Deals.Ids.All(id => Deals.Analysis(id)?.State == AnalysisState.Verified));
        Assert.Equal((3, 3), (Faults.Events.OfType<QuotaEvent.Reserved>().Count(), Faults.Events.OfType<QuotaEvent.Settled>().Count()));
    }

    [Theory]
    [InlineData("off", UnverifiedCause.Failed)]
    [InlineData("away", UnverifiedCause.Failed)]
    [InlineData("broken", UnverifiedCause.Failed)]
    [InlineData("slow", UnverifiedCause.Failed)]
    [InlineData("429", UnverifiedCause.Throttled)]
    [InlineData("empty", UnverifiedCause.Unparseable)]
    [InlineData("garbage", UnverifiedCause.Unparseable)]
    public async Task F71_F73_whatever_goes_wrong_the_deal_is_unverified_for_that_reason_once_and_is_verified_once_when_it_is_over(string mode, UnverifiedCause cause)
    {
        Look(1);
        Chat.Will(mode);
        var analyst = Start();
        Until("the deal says why", () => Deals.Analysis(Id(1))?.Cause == cause, Second);
        var facts = Deals.Analysis(Id(1))!;
        Assert.Equal((AnalysisState.Unverified, null, true), (facts.State, facts.Season, facts.RetryAt > Clock.GetUtcNow()));
        Assert.StartsWith(cause.ToString().ToLowerInvariant() + ": ", facts.Reason, StringComparison.Ordinal);
        await IdleAsync(analyst);
        var before = Calls;
        Assert.Equal(1, before);

        Chat.Will("ok");
        Until("the deal is verified", () => Deals.Analysis(Id(1))?.State == AnalysisState.Verified, Minute);
        Wall.Advance(TimeSpan.FromHours(13));
        await IdleAsync(analyst);
        Assert.Equal((before + 1, 2), (Calls, Deals.Recorded.Count));
    }

    [Fact]
    public async Task F71_without_a_key_every_deal_says_so_once_and_is_verified_once_there_is_one()
    {
        Look(1, 2, 3);
        var analyst = Start(isConfigured: false);
        Until("all say so", () => Deals.Ids.All(id => Deals.Analysis(id)?.Cause == UnverifiedCause.NotConfigured), Second);
        Wall.Advance(TimeSpan.FromDays(30));
        await IdleAsync(analyst);
        Assert.Equal((0, 3), (Calls, Deals.Recorded.Count));
        var order = await analyst.Ask<AnalysisOrder>(new AskAnalysis(Id(1)), Patience);
        Assert.Contains("Xai:ApiKey", order.Reason, StringComparison.Ordinal);
        Stop(analyst);
        Start();
        Until("all are verified", () => Deals.Ids.All(id => Deals.Analysis(id)?.State == AnalysisState.Verified), Second);
        Assert.Equal((3, 6), (Calls, Deals.Recorded.Count));
    }

    [Fact]
    public async Task F70_F71_at_the_quota_nobody_is_asked_every_deal_says_so_once_and_the_next_day_goes_on()
    {
        // One at a time, so that who comes first is asked about first.
        Settings = Settings with { Limits = new QuotaLimits(4, 10_000_000), MostInFlight = 1 };
        Look(Enumerable.Range(1, 9));
        var analyst = Start();
        Until("the day is used and the rest say so", () => Deals.Ids.Count(id => Deals.Analysis(id)?.State == AnalysisState.Verified) == 4 && Deals.Ids.Count(id => Deals.Analysis(id)?.Cause == UnverifiedCause.Quota) == 5, Second);
        // The most valuable ones were asked about.
        Assert.All(Enumerable.Range(1, 4), number => Assert.Equal(AnalysisState.Verified, Deals.Analysis(Id(number))!.State));
        await IdleAsync(analyst);
        Stop(analyst);
        analyst = Start();
        Wall.Advance(TimeSpan.FromHours(2));
        await IdleAsync(analyst);
        Assert.Equal((4, 9), (Calls, Deals.Recorded.Count));
        Assert.Contains("4 of 4 calls", (await StatusAsync(analyst)).Reason, StringComparison.Ordinal);

        Until("the next day", () => Calls == 8, TimeSpan.FromHours(1));
        Until("the day after", () => Deals.Ids.All(id => Deals.Analysis(id)?.State == AnalysisState.Verified), TimeSpan.FromHours(1));
        Assert.Equal((9, 14), (Calls, Deals.Recorded.Count));
    }

    [Fact]
    public async Task F70_a_call_that_was_on_its_way_when_its_node_died_stays_charged()
    {
        Settings = Settings with { Limits = new QuotaLimits(1, 10_000_000) };
        Look(1);
        Chat.Will("slow");
        var analyst = Start();
        Until("the call has left", () => Calls == 1);
        Stop(analyst);
        Chat.Will("ok");
        analyst = Start();
        Until("the deal says why", () => Deals.Analysis(Id(1))?.Cause == UnverifiedCause.Quota, Second);
        var status = await IdleAsync(analyst);
        Assert.Equal((1, 1, 1), (Calls, status.Quota.Calls, status.OpenCalls));
        Assert.True(status.Quota.MicroDollars >= Settings.CostOf(1000, 2000), $"{status.Quota.MicroDollars} is not the worst.");
        Until("the next day", () => Deals.Analysis(Id(1))?.State == AnalysisState.Verified, TimeSpan.FromHours(1));
        Assert.Equal(2, Calls);
    }

    [Fact]
    public void F61_F70_a_journal_that_fails_lets_no_call_leave_and_stops_nobody_for_good()
    {
        var failures = 0;
        Faults.BeforeWrite = writes => writes.Any(static w => w.PersistenceId == "analyst") && ++failures <= 3 ? throw new InvalidOperationException("The disk is full.") : Task.CompletedTask;
        Chat.OnAsked = () => Assert.True(failures > 3, "A call left that was not stored.");
        Look(1);
        Start();
        Until("the deal is verified", () => Deals.Analysis(Id(1))?.State == AnalysisState.Verified, Second);
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task F65_F73_a_model_that_is_down_is_left_alone_and_each_deal_is_told_once()
    {
        Look(Enumerable.Range(1, 40));
        Chat.Will("off");
        var analyst = Start();
        Until("all say so", () => Deals.Ids.All(id => Deals.Analysis(id)?.Cause == UnverifiedCause.Failed), Second);
        var status = await IdleAsync(analyst);
        Assert.True(Calls <= 10, $"{Calls} calls were made of a model that is down.");
        Assert.True(status.IsBroken);
        for (var i = 0; i < 24; i++)
        {
            Wall.Advance(TimeSpan.FromMinutes(5));
            await IdleAsync(analyst);
        }

        // One at a time, after 30 seconds, a minute, two, four, eight, and then every quarter of an hour.
        Assert.True(Calls <= 25, $"{Calls} calls were made in two hours of a model that is down.");
        Assert.Equal(40, Deals.Recorded.Count);
        Chat.Will("ok");
        var before = Calls;
        Until("all are verified", () => Deals.Ids.All(id => Deals.Analysis(id)?.State == AnalysisState.Verified), Minute);
        Assert.Equal((before + 40, 80), (Calls, Deals.Recorded.Count));
    }

    [Fact]
    public async Task F73_a_model_that_refuses_is_asked_again_after_the_time_that_it_told_and_not_before()
    {
        Look(Enumerable.Range(1, 10));
        Chat.Will("429");
        var analyst = Start();
        Until("all say so", () => Deals.Ids.All(id => Deals.Analysis(id)?.Cause == UnverifiedCause.Throttled));
        var status = await IdleAsync(analyst);
        var before = Calls;
        Assert.InRange(before, 1, Settings.MostInFlight);
        Assert.Equal(T0.AddSeconds(20), status.Until);
        Chat.Will("ok");
        Wall.Advance(TimeSpan.FromSeconds(19));
        await IdleAsync(analyst);
        Assert.Equal(before, Calls);
        Until("all are verified", () => Deals.Ids.All(id => Deals.Analysis(id)?.State == AnalysisState.Verified), Second);
        Assert.Equal((before + 10, 20), (Calls, Deals.Recorded.Count));
    }

    [Fact]
    public async Task F73_one_question_is_asked_twice_if_nobody_can_read_the_answer_and_then_not_for_days()
    {
        Look(1);
        Chat.Will("garbage");
        var analyst = Start();
        Until("it was asked", () => Deals.Analysis(Id(1))?.Cause == UnverifiedCause.Unparseable);
        for (var i = 0; i < 30; i++)
        {
            Wall.Advance(TimeSpan.FromHours(4));
            await IdleAsync(analyst);
        }

        Assert.Equal((2, 2), (Calls, Deals.Recorded.Count));
        // What it cost is told all the same.
        Assert.Equal(1625, Deals.Analysis(Id(1))!.Origin!.MicroDollars);
        // Another price is another question.
        Chat.Will("ok");
        Look(1, Sold(), minutesLater: 5 * 24 * 60, price: 3_900);
        Until("the deal is verified", () => Deals.Analysis(Id(1))?.State == AnalysisState.Verified, TimeSpan.FromHours(4));
        Assert.Equal(3, Calls);
    }
}
