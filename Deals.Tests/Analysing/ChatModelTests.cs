using Deals.Actors.Analysing;
using Deals.Actors.Enrichment.Analyst;
using Deals.Tests.Enrichment.Analyst;
using Deals.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Analysing;

/// <summary>The client that a node has, on the wire to the simulated analyst.</summary>
public sealed class ChatModelTests : SimulatedWorldFixture
{
    private static readonly AnalystPrompt Prompt = AnalystPrompt.Of(Subjects.Plain, Subjects.AsOf);

    private readonly FakeTimeProvider _wall = new();

    private static AnalystSettings Settings => new()
    {
        Model = "grok-4.3",
        Limits = new QuotaLimits(10, 1_000_000),
        InputDollars = 1.25m,
        OutputDollars = 2.5m,
        Timeout = TimeSpan.FromSeconds(30),
        FailuresToBreak = 3,
    };

    [Fact]
    public async Task F73_an_answer_of_the_schema_comes_with_what_was_charged()
    {
        var model = Model();
        var plausible = 0;
        for (var i = 0; i < 20; i++)
        {
            var prompt = AnalystPrompt.Of(Subjects.Plain with { Title = $"Kettle {i}" }, Subjects.AsOf);
            var answered = Assert.IsType<ModelOutcome.Answered>(await model.AskAsync(prompt, CancellationToken.None));
            var verdict = Assert.IsType<AnalystAnswer.Read>(AnalystAnswer.Parse(answered.Text)).Verdict;
            plausible += verdict.IsPlausible ? 1 : 0;
            Assert.InRange(answered.TokensIn, 100, prompt.MostPromptTokens);
            Assert.InRange(answered.TokensOut, 10, AnalystPrompt.MostAnswerTokens);
        }

        Assert.InRange(plausible, 8, 19);
        Assert.True(model.IsWell);
    }

    [Theory]
    [InlineData("off", typeof(ModelOutcome.Failed))]
    [InlineData("429", typeof(ModelOutcome.Throttled))]
    [InlineData("empty", typeof(ModelOutcome.Answered))]
    [InlineData("garbage", typeof(ModelOutcome.Answered))]
    [InlineData("lying", typeof(ModelOutcome.Answered))]
    public async Task F70_F73_each_mode_is_its_own_outcome_and_one_call_alone(string mode, Type outcome)
    {
        await OrderAsync(Keepa, "/_sim/xai", $$"""{"mode":"{{mode}}"}""");
        var answer = await Model().AskAsync(Prompt, CancellationToken.None);
        Assert.IsType(outcome, answer);
        Assert.Equal(1, (await StatsAsync(Keepa))["xai"]!["requests"]!.GetValue<int>());
        if (answer is ModelOutcome.Throttled throttled)
            Assert.Equal(TimeSpan.FromSeconds(20), throttled.After);
        if (answer is ModelOutcome.Failed failed)
            Assert.Equal("the analyst answered 503", failed.Reason);
    }

    [Fact]
    public async Task F73_a_slow_answer_is_not_waited_for_and_its_fate_is_unknown()
    {
        await OrderAsync(Keepa, "/_sim/xai", """{"mode":"slow"}""");
        var call = Model().AskAsync(Prompt, CancellationToken.None);
        await Eventually.Holds("it was asked", TimeSpan.FromSeconds(20), async () => (await StatsAsync(Keepa))["xai"]!["requests"]!.GetValue<int>() == 1);
        _wall.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("no answer came within 30 s", Assert.IsType<ModelOutcome.Unknown>(await call).Reason);
    }

    [Fact]
    public async Task F65_after_failures_in_a_row_nothing_is_sent_for_a_while_that_doubles_and_one_call_finds_out()
    {
        await OrderAsync(Keepa, "/_sim/xai", """{"mode":"off"}""");
        var model = Model();
        for (var i = 0; i < 3; i++)
            Assert.IsType<ModelOutcome.Failed>(await model.AskAsync(Prompt, CancellationToken.None));
        Assert.Equal((TimeSpan.FromSeconds(30), false), (model.BrokenFor, model.IsWell));
        Assert.IsType<ModelOutcome.NotSent>(await model.AskAsync(Prompt, CancellationToken.None));
        foreach (var seconds in new[] { 60, 120, 240, 480, 900, 900 })
        {
            _wall.Advance(model.BrokenFor!.Value);
            Assert.Null(model.BrokenFor);
            Assert.IsType<ModelOutcome.Failed>(await model.AskAsync(Prompt, CancellationToken.None));
            Assert.Equal(TimeSpan.FromSeconds(seconds), model.BrokenFor);
        }

        await OrderAsync(Keepa, "/_sim/xai", """{"mode":"ok"}""");
        _wall.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<ModelOutcome.Answered>(await model.AskAsync(Prompt, CancellationToken.None));
        Assert.Equal((null, true), (model.BrokenFor, model.IsWell));
        Assert.Equal(10, (await StatsAsync(Keepa))["xai"]!["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task F73_where_nobody_listens_nothing_has_left()
    {
        var model = new ChatModel(XaiClient.Of(new Uri("http://127.0.0.1:9/v1"), "a-key", Settings), Settings, _wall, NullLogger<ChatModel>.Instance);
        Assert.Equal("the analyst cannot be reached", Assert.IsType<ModelOutcome.Failed>(await model.AskAsync(Prompt, CancellationToken.None)).Reason);
    }

    private ChatModel Model() => new(XaiClient.Of(new Uri(Keepa.Address, "/v1"), "a-key", Settings), Settings, _wall, NullLogger<ChatModel>.Instance);
}
