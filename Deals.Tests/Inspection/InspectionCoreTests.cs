using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Inspection;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Tests.Host;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Inspection;

public sealed class InspectionCoreTests
{
    private readonly FakeBackends _backends = new();
    private readonly TermsBoard _terms = new();

    private IStatusReader<PriceStatus> Price { get; set; } = new NoPrice();

    [Fact]
    public async Task A_list_is_a_table_with_its_total_and_how_to_go_on()
    {
        var lines = await RunAsync("deals", "list");

        Assert.StartsWith("ID ", lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("20.24 USD", lines[1].Text, StringComparison.Ordinal);
        Assert.Contains("-10 %", lines[1].Text, StringComparison.Ordinal);
        Assert.Equal("50 of 120 deals; go on with --cursor c2", lines[^2].Text);
        Assert.Equal(InspectionLine.Done, lines[^1]);
    }

    [Fact]
    public async Task An_empty_list_says_so_without_a_table()
    {
        _backends.Rows.Clear();

        var lines = await RunAsync("deals", "list");

        Assert.Equal(["0 of 0 deals", ""], lines.Select(l => l.Text));
    }

    [Theory]
    [InlineData("1-B000000000")]
    [InlineData("B000000000")]
    [InlineData("b000000000")]
    public async Task A_deal_is_shown_by_id_or_by_asin_with_every_fact_and_age(string name)
    {
        var text = string.Join('\n', (await RunAsync("deals", "show", "-a", name)).Select(l => l.Text));

        Assert.StartsWith("1-B000000000  pending_processing", text, StringComparison.Ordinal);
        Assert.Contains("listing: Keepa /deal, feed us; as of 2026-03-01T11:53:00Z (7m ago), checked 2026-03-01T11:58:00Z (2m ago)", text, StringComparison.Ordinal);
        Assert.Contains("product: not known yet", text, StringComparison.Ordinal);
        Assert.Matches(@"NEW +20\.24 USD +3h +29\.99 USD +25\.00 USD +27\.00 USD +28\.00 USD +29\.00 USD +19 +25 +27 +30", text);
    }

    [Fact]
    public async Task An_asin_in_two_marketplaces_is_refused_with_both_ids()
    {
        _backends.Rows.Add(FakeBackends.Row(0) with { Id = "3-B000000000", Domain = 3 });

        var lines = await RunAsync("deals", "show", "-a", "B000000000");

        Assert.Equal(InspectionLine.Failed("B000000000 is a deal in 2 marketplaces: name one of 1-B000000000, 3-B000000000."), lines.Single());
    }

    [Fact]
    public async Task A_silent_router_is_a_plain_line()
    {
        _backends.RouterSilence = "The router did not answer within 5 s: it is being moved.";

        var lines = await RunAsync("budget", "show");

        Assert.Equal(InspectionLine.Failed("The router did not answer within 5 s: it is being moved."), lines.Single());
    }

    [Fact]
    public async Task A_failure_inside_keeps_its_reason_for_the_log()
    {
        _backends.CatalogueFailure = new InvalidOperationException("/secret/path");

        var lines = await RunAsync("deals", "list");

        Assert.Equal(InspectionLine.Failed("deals list failed inside the node; its log says why."), lines.Single());
    }

    [Fact]
    public async Task The_budget_is_readable_without_knowing_json()
    {
        var text = string.Join('\n', (await RunAsync("budget", "show")).Select(l => l.Text));

        Assert.Contains("balance       412 of 1,200 tokens, 10 reserved", text, StringComparison.Ordinal);
        Assert.Contains("waiting       The next request costs 5 tokens at most and 2 are free. Probably until 2026-03-01T12:00:42Z (in 42s)", text, StringComparison.Ordinal);
        Assert.Matches(@"backfill +5 % +0 +- +- +100 +paused", text);
    }

    [Fact]
    public async Task A_change_is_priced_before_it_is_made()
    {
        var text = string.Join('\n', (await RunAsync("budget", "plan", "--max-age", "1h", "--feed", "DE/30", "--re-enrich", "offers")).Select(l => l.Text));

        Assert.Contains("supply      26,280 tokens a day: 20 a minute, less 0.5 for trackings and 1.25 by others", text, StringComparison.Ordinal);
        Assert.Contains("once        720 tokens: ", text, StringComparison.Ordinal);
        Assert.Contains("slows down  Full passes of the feed us-used: each 2h 14m instead of each 1h 7m.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(312, 4000, "tracking    at the present price Keepa's push would be the better buy for 312 of 1,500 deals: 4,000 tokens a day (3,500 of them less refill) instead of 9,100 for looks, 5,100 saved; fresh 91.2 % of the time instead of 88 %; worth 6,000 tokens a day in all")]
    [InlineData(312, 9500, "tracking    at the present price Keepa's push would be the better buy for 312 of 1,500 deals: 9,500 tokens a day (3,500 of them less refill) instead of 9,100 for looks, 400 more; fresh")]
    [InlineData(0, 0, "tracking    at the present price Keepa's push is the better buy for none of 1,500 deals")]
    public async Task The_plan_says_for_how_many_deals_keepas_push_would_be_the_better_buy(long deals, double tokens, string expected)
    {
        Price = new Told(new BetterTracked(deals, 9100, tokens, 3500, 0.88, 0.9123, 6000));

        Assert.Contains((await RunAsync("budget", "plan")).Select(l => l.Text), line => line.StartsWith(expected, StringComparison.Ordinal));
        var json = JsonNode.Parse((await RunAsync("budget", "plan", "--json"))[0].Text)!;
        Assert.Equal((0.0123, 1500, deals, 9100 - (long)tokens, deals), (
            json["tracking"]!["price"]!.GetValue<double>(), json["tracking"]!["population"]!.GetValue<long>(), json["tracking"]!["deals"]!.GetValue<long>(),
            json["tracking"]!["savedTokens"]!.GetValue<long>(), json["tracking"]!["addingTokens"]!.GetValue<long>()));
        Assert.Contains(json["assumptions"]!.AsArray(), a => a!.GetValue<string>().Contains("not by this program", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_price_the_plan_compares_nothing_with_keepas_push()
    {
        Assert.Contains((await RunAsync("budget", "plan")).Select(l => l.Text), line => line == "tracking    no price is known with which Keepa's push could be compared");
        var json = JsonNode.Parse((await RunAsync("budget", "plan", "--json"))[0].Text)!;
        Assert.Null(json["tracking"]);
    }

    [Theory]
    [InlineData("--max-age", "3", "'3' is not an age")]
    [InlineData("--feed", "US", "'US' is not a feed to price")]
    [InlineData("--feed", "US/68", "1 to 67")]
    [InlineData("--re-enrich", "deep", "one of plain, buybox, offers")]
    public async Task A_change_that_is_none_is_named(string option, string value, string expected) =>
        Assert.Contains(expected, (await RunAsync("budget", "plan", option, value)).Single().Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("nope", "show")]
    [InlineData("deals", "nope")]
    [InlineData(null, null)]
    public async Task What_there_is_not_ends_at_once(string? palette, string? command)
    {
        var lines = await RunAsync(palette, command);

        Assert.True(lines.Single() is { Final: true, Error: true });
    }

    [Fact]
    public async Task Work_that_falls_silent_is_not_taken_for_done()
    {
        _backends.Work.Writer.TryWrite(new CatalogueStep(1, 9, "1 of 9", Finished: false, Failed: false));
        _backends.Work.Writer.Complete();

        var lines = await RunAsync("catalogue", "rebuild");

        Assert.Equal(["1 of 9", "The projection stopped reporting before it was done."], lines.Select(l => l.Text));
        Assert.True(lines[^1].Error);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_work_of_reading()
    {
        using var leaves = new CancellationTokenSource();
        await using var lines = Core().RunAsync("catalogue", "rebuild", [], leaves.Token).GetAsyncEnumerator(leaves.Token);
        var next = lines.MoveNextAsync().AsTask();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private async Task<List<InspectionLine>> RunAsync(string? palette, string? command, params string[] words)
    {
        var lines = new List<InspectionLine>();
        await foreach (var line in Core().RunAsync(palette, command, words, CancellationToken.None))
            lines.Add(line);
        return lines;
    }

    private sealed class Told(BetterTracked tracking) : IStatusReader<PriceStatus>
    {
        public Task<PriceStatus> ReadAsync(CancellationToken cancellation) => Task.FromResult(new PriceStatus
        {
            AsOf = FakeBackends.Now,
            Terms = new RefreshTerms(0.0123, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], ImmutableDictionary<long, RatePrior>.Empty),
            WantedMaxAge = TimeSpan.FromDays(7),
            Population = 1500,
            Tracking = tracking,
        });
    }

    private InspectionCore Core()
    {
        var clock = new FakeTimeProvider(FakeBackends.Now);
        var budget = new LastKnown<BudgetStatus>(_backends);
        var basis = new PlanningBasis(TieredPolicy.Default, new SweepPolicy(), new BackfillPolicy(), [FeedQuery.Default]);
        IPaletteCommands[] palettes =
        [
            new DealsCommands(_backends, new DealLookup(_backends, TieredPolicy.Default, _terms, clock), new DealOrders(_backends, [], clock), new AnalysisOrders(_backends, _backends.Analyst), _backends, clock),
            new BudgetCommands(budget, _backends, new BudgetPlanner(budget, Price, _backends, basis), clock),
            new CatalogueCommands(_backends),
        ];
        return new InspectionCore(palettes, NullLogger<InspectionCore>.Instance);
    }
}
