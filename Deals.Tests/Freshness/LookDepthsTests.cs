using System.Collections.Immutable;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

/// <summary>What is bought with a look is worth the price, group by group.</summary>
public sealed class LookDepthsTests
{
    private static readonly Gen<TimeSpan?> Age = Gen.Select(Gen.Bool, Gen.Double[0.01, 60], static (known, days) => known ? (TimeSpan?)TimeSpan.FromDays(days) : null);
    private static readonly Gen<(double Weight, double Rate, double Price)> Deal = Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 3], Gen.Double[-9, 3], static (w, d, p) => (Math.Exp(w), Math.Exp(d), Math.Exp(p)));

    [Fact]
    public void The_dearer_the_token_the_shallower_the_look_and_the_older_the_group_the_deeper() => Gen.Select(Deal, Age, Age, Gen.Double[1, 5]).Sample(
        static (deal, box, offers, dearer) =>
        {
            var depth = LookDepths.Of(deal.Weight, deal.Rate, box, offers, At(deal.Price));
            Assert.True(LookDepths.Of(deal.Weight, deal.Rate, box, offers, At(deal.Price * dearer)) <= depth);
            Assert.True(LookDepths.Of(deal.Weight * dearer, deal.Rate, box, offers, At(deal.Price)) >= depth);
            Assert.True(LookDepths.Of(deal.Weight, deal.Rate, box * dearer, offers * dearer, At(deal.Price)) >= depth);
            Assert.True(LookDepths.Of(deal.Weight, deal.Rate, null, null, At(deal.Price)) >= depth);
        });

    [Fact]
    public void A_group_is_bought_when_a_token_of_it_is_worth_the_price() => Gen.Select(Deal, Age, Age).Sample(
        static (deal, box, offers) =>
        {
            // Naively: 0.1 w (1 - (1 + D t) e^(-D t)) / (c D) against the price; two tokens more for the buy box, six with the offers, or four where the buy box is bought anyway.
            double Worth(TimeSpan? age, double tokens) => 0.1 * deal.Weight / (tokens * deal.Rate) * (age is { TotalDays: var t } ? 1 - ((1 + (deal.Rate * t)) * Math.Exp(-deal.Rate * t)) : 1);
            var isBox = Worth(box, 2) >= deal.Price;
            var expected = Worth(offers, isBox ? 9 : 11) >= deal.Price ? LookDepth.Offers : isBox ? LookDepth.BuyBox : LookDepth.Plain;
            if (Math.Abs(Math.Log(Worth(box, 2) / deal.Price)) > 1e-3 && Math.Abs(Math.Log(Worth(offers, isBox ? 9 : 11) / deal.Price)) > 1e-3)
                Assert.Equal(expected, LookDepths.Of(deal.Weight, deal.Rate, box, offers, At(deal.Price)));
        });

    [Fact]
    public void What_deeper_groups_cost_in_the_mean_is_what_a_row_of_looks_costs() => Gen.Select(Deal, Gen.Double[0.2, 8]).Sample(
        static (deal, days) =>
        {
            const int looks = 4000;
            var terms = At(deal.Price);
            var (box, offers, tokens) = ((double?)0, (double?)0, 0.0);
            for (var look = 1; look <= looks; look++)
            {
                var now = look * days;
                var depth = LookDepths.Of(deal.Weight, deal.Rate, TimeSpan.FromDays(now - box!.Value), TimeSpan.FromDays(now - offers!.Value), terms);
                tokens += terms.CostOf(depth) - terms.CostOf(LookDepth.Plain);
                (box, offers) = (depth == LookDepth.Plain ? box : now, depth == LookDepth.Offers ? now : offers);
            }

            // Offers bring the buy box too: a choice for each of the two, which are bought together at times, is a little dearer than both at once.
            Assert.InRange(LookDepths.TokensOfEach(deal.Weight, deal.Rate, days, terms), 0.75 * (tokens / looks) - 0.02, 1.35 * (tokens / looks) + 0.02);
        },
        iter: 60);

    private static RefreshTerms At(double price) => new(price, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 12], ImmutableDictionary<long, RatePrior>.Empty);
}
