using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget;

public sealed class LearnedCostsTests
{
    private static readonly ProductShape BuyBox = ProductShape.Full with { BuyBox = true };

    [Fact]
    public void What_nobody_asked_for_yet_costs_what_is_documented()
    {
        Assert.Equal(300, LearnedCosts.None.WorstCaseOf(Products(BuyBox, 100)));
        Assert.Equal(3, LearnedCosts.None.Of(RequestShape.Of(BuyBox)).Expected);
        Assert.Equal(0, LearnedCosts.None.WorstCaseOf(new KeepaRequest.Token()));
    }

    [Fact]
    public void The_expectation_follows_the_answers_and_the_worst_case_never_falls_below_the_documented()
    {
        var costs = Enumerable.Range(0, 50).Aggregate(LearnedCosts.None, static (all, _) => all.Seen(Products(BuyBox, 100), 200));
        var learned = costs.Of(RequestShape.Of(BuyBox));
        Assert.InRange(learned.Expected, 2, 2.01);
        Assert.Equal((3, 50L), (learned.WorstCase, learned.Requests));
    }

    [Fact]
    public void F31_a_price_that_rose_tenfold_is_held_from_the_next_request_on_and_forgotten_when_it_is_over()
    {
        var costs = LearnedCosts.None.Seen(Products(BuyBox, 10), 300);
        Assert.Equal(3_000, costs.WorstCaseOf(Products(BuyBox, 100)));
        costs = Enumerable.Range(0, 2_000).Aggregate(costs, static (all, _) => all.Seen(Products(BuyBox, 10), 30));
        Assert.Equal(300, costs.WorstCaseOf(Products(BuyBox, 100)));
        Assert.InRange(costs.Of(RequestShape.Of(BuyBox)).Expected, 3, 3.01);
    }

    [Fact]
    public void Shapes_are_told_apart_by_what_has_a_price_alone()
    {
        var costs = LearnedCosts.None.Seen(Products(BuyBox, 10), 300);
        Assert.Equal(3_000, costs.WorstCaseOf(Products(BuyBox with { Days = 7 }, 100)));
        Assert.Equal(400, costs.WorstCaseOf(Products(BuyBox with { Rating = true }, 100)));
        Assert.Equal(100, costs.WorstCaseOf(Products(ProductShape.Full, 100)));
    }

    [Fact]
    public void A_wish_that_turned_out_dearer_than_it_weighs_goes_out_in_a_smaller_batch()
    {
        var now = Any.T0;
        var rules = new GrantRules(10, 0.5, TimeSpan.Zero);
        var lanes = Enumerable.Range(0, 100).Aggregate(Lanes.Empty(LaneShares.Default, 1000), (all, i) => all.Enqueue(Wish(i, now)));
        var ledger = TokenLedgerTests.Anchored(tokensLeft: 1_000, rate: 20);
        var documented = Assert.IsType<GrantStep.Grant>(rules.Form(lanes.Next()!, lanes, ledger, LearnedCosts.None, now));
        Assert.Equal((100, 300), (documented.Batch.Length, documented.WorstCase));

        var costs = LearnedCosts.None.Seen(Products(BuyBox, 10), 300);
        var learned = Assert.IsType<GrantStep.Grant>(rules.Form(lanes.Next()!, lanes, ledger, costs, now));
        Assert.Equal((20, 600), (learned.Batch.Length, learned.WorstCase));
    }

    [Fact]
    public void F29_F31_what_was_once_dearer_than_the_bucket_is_asked_for_all_the_same_alone_and_at_what_one_request_may_hold()
    {
        var now = Any.T0;
        var rules = new GrantRules(10, 0.5, TimeSpan.Zero);
        var lanes = Enumerable.Range(0, 10).Aggregate(Lanes.Empty(LaneShares.Default, 1000), (all, i) => all.Enqueue(Wish(i, now)));
        var costs = LearnedCosts.None.Seen(Products(BuyBox, 1), 100);
        var ledger = TokenLedgerTests.Anchored(tokensLeft: 60, rate: 1);

        var granted = Assert.IsType<GrantStep.Grant>(rules.Form(lanes.Next()!, lanes, ledger, costs, now));

        Assert.Equal((1, 30), (granted.Batch.Length, granted.WorstCase));
    }

    [Fact]
    public void Whatever_was_answered_the_expectation_lies_between_the_assumption_and_what_was_seen_and_nothing_seen_lately_exceeds_the_worst_case() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[0, 1_000]).List[1, 50].Sample(answers =>
        {
            var costs = answers.Aggregate(LearnedCosts.None, static (all, a) => all.Seen(Products(BuyBox, a.Item1), a.Item2));
            var learned = costs.Of(RequestShape.Of(BuyBox));
            var seen = answers.Select(static a => a.Item2 / (double)a.Item1).Append(3).ToList();
            Assert.InRange(learned.Expected, seen.Min() - 1e-9, seen.Max() + 1e-9);
            var (things, tokens) = answers[^1];
            Assert.True(costs.WorstCaseOf(Products(BuyBox, things)) >= tokens);
            Assert.True(learned.WorstCase >= 3);
        });

    private static QueuedRequest Wish(int number, DateTimeOffset now)
    {
        var subject = new NeedSubject.ProductOf(AmazonDomain.Us, Asin.Parse($"B{number:D9}"), 0, 0, BuyBox);
        return new QueuedRequest(Guid.NewGuid(), Lane.Refresh, subject.Alone, "", now, now.AddDays(1)) { Need = new Need(subject, Lane.Refresh, now, now.AddDays(1)) };
    }

    private static KeepaRequest.Products Products(ProductShape shape, int count) =>
        new KeepaRequest.Products(AmazonDomain.Us, [.. Enumerable.Range(0, count).Select(i => Asin.Parse($"B{i:D9}"))], shape);
}
