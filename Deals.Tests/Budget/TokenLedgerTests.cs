using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

public sealed class TokenLedgerTests
{
    private static readonly LedgerSettings Settings = new();
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void F10_between_answers_the_balance_is_projected_by_refill_and_each_answer_corrects_it()
    {
        var ledger = Anchored(tokensLeft: -42, rate: 5, refillIn: 30);

        Assert.Equal(-42, ledger.Balance(T0 + Seconds(30)));
        Assert.Equal(-37, ledger.Balance(T0 + Seconds(31)));
        Assert.Equal(3, ledger.Balance(T0 + Seconds(31.1 + (8 * 60.23))));

        var corrected = ledger.Observe(Envelope(T0 + Seconds(100), tokensLeft: 11, rate: 5, refillIn: 50.42), T0 + Seconds(100)).Ledger;
        Assert.Equal(11, corrected.Balance(T0 + Seconds(101)));
    }

    [Fact]
    public void A_tick_is_spent_a_second_after_its_time_and_never_before()
    {
        var ledger = Anchored(tokensLeft: 0, rate: 20, refillIn: 30);

        var wait = Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 5, T0 + Seconds(30.9)));

        Assert.Equal(T0 + Seconds(31), wait.Instant);
        Assert.IsType<LedgerDecision.Granted>(Decide(ledger, 5, wait.Instant));
    }

    [Fact]
    public void F11_a_plan_upgrade_is_learned_from_the_next_answer_and_reported()
    {
        var ledger = Anchored(tokensLeft: 10, rate: 5, refillIn: 30);

        var step = ledger.Observe(Envelope(T0 + Seconds(45), tokensLeft: 35, rate: 25, refillIn: 45.21), T0 + Seconds(45));

        Assert.Equal(new LedgerEvent.PlanLearned(5, 25, 1500), Assert.Single(step.Events));
        Assert.Equal(60, step.Ledger.Balance(T0 + Seconds(91.3)));
        Assert.IsType<LedgerDecision.Impossible>(Decide(ledger, 1000, T0));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(step.Ledger, 1000, T0 + Seconds(45)));
    }

    [Fact]
    public void F14_concurrent_reservations_never_exceed_the_balance()
    {
        var ledger = Anchored(tokensLeft: 22, rate: 5);
        var granted = 0;
        for (var i = 0; i < 100; i++)
        {
            if (Decide(ledger, 5, T0) is not LedgerDecision.Granted grant)
                continue;
            ledger = grant.Ledger;
            granted++;
        }

        Assert.Equal((4, 20), (granted, ledger.Held));
    }

    [Fact]
    public void F15_a_request_that_was_not_sent_leaves_no_reservation_and_a_refused_one_never_had_any()
    {
        var ledger = Anchored(tokensLeft: 22, rate: 5);
        var (granted, id) = Grant(ledger, 20);

        Assert.IsType<LedgerDecision.WaitUntil>(Decide(granted, 5, T0));
        Assert.Equal(20, granted.Held);
        var released = granted.Settle(id, new PermitFate.NotSent("the circuit is open"), T0).Ledger;

        Assert.Equal((0, 0L), (released.Held, released.Totals.Settled));
        Assert.IsType<LedgerDecision.Granted>(Decide(released, 20, T0));
    }

    [Fact]
    public void F16_a_request_beyond_the_capacity_is_refused_at_once_and_not_queued()
    {
        var impossible = Assert.IsType<LedgerDecision.Impossible>(Decide(Anchored(tokensLeft: 300, rate: 5), 480, T0));

        Assert.Contains("480", impossible.Reason, StringComparison.Ordinal);
        Assert.Contains("300", impossible.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void F25_a_deficit_is_a_stated_bound_checked_with_the_worst_case()
    {
        var ledger = Anchored(tokensLeft: 5, rate: 5);

        Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 250, T0));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 56, T0, debt: 50));
        Assert.IsType<LedgerDecision.Granted>(Decide(ledger, 55, T0, debt: 50));
    }

    [Fact]
    public void F25_a_debt_is_not_begun_while_requests_are_in_flight_that_it_could_overtake()
    {
        var id = Guid.NewGuid();
        var ledger = Anchored(tokensLeft: 12, rate: 5).Reserve(id, 10, T0, T0 + Seconds(140));

        Assert.IsType<LedgerDecision.Granted>(Decide(ledger, 2, T0, debt: 50));
        Assert.Contains("overtake", Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 5, T0, debt: 50)).Reason, StringComparison.Ordinal);
        // If Keepa refuses one that nobody hears of any more, nobody has lost anything.
        Assert.IsType<LedgerDecision.Granted>(Decide(ledger.MarkUnknown(id), 5, T0, debt: 50));
    }

    [Fact]
    public void A_debt_is_never_begun_at_an_empty_bucket_for_keepa_would_refuse_it() =>
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(Anchored(tokensLeft: 0, rate: 5), 5, T0, debt: 50));

    [Fact]
    public void F26_what_is_unknown_is_asked_and_never_assumed()
    {
        var ledger = TokenLedger.Empty(Settings);

        Assert.NotNull(ledger.ReasonToAsk(T0));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 1, T0));
        Assert.Null(ledger.Balance(T0));

        var reopened = Anchored(tokensLeft: 300, rate: 5).Reopen(T0, Seconds(140));
        Assert.NotNull(reopened.ReasonToAsk(T0));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(reopened, 1, T0 + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void After_a_restart_only_the_answer_to_a_permit_of_this_life_opens_the_granting()
    {
        var (ledger, early) = Grant(Anchored(tokensLeft: 300, rate: 5), 5);
        ledger = ledger.Reopen(T0 + Seconds(5), Seconds(140));

        ledger = ledger.Settle(early, new PermitFate.Answered(Envelope(T0 + Seconds(1), tokensLeft: 295, rate: 5, consumed: 5)), T0 + Seconds(6)).Ledger;
        Assert.NotNull(ledger.ReasonToAsk(T0 + Seconds(7)));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 1, T0 + Seconds(7)));

        ledger = ledger.Reserve(Id(1), 0, T0 + Seconds(7), T0 + Seconds(147));
        ledger = ledger.Settle(Id(1), new PermitFate.Answered(Envelope(T0 + Seconds(8), tokensLeft: 295, rate: 5)), T0 + Seconds(8)).Ledger;
        Assert.IsType<LedgerDecision.Granted>(Decide(ledger, 1, T0 + Seconds(8)));
    }

    [Fact]
    public void F28_asking_for_the_balance_needs_no_balance()
    {
        var ledger = Anchored(tokensLeft: -229, rate: 5);
        var later = T0 + TimeSpan.FromMinutes(11);

        Assert.NotNull(ledger.ReasonToAsk(later));
        var asked = ledger.Reserve(Guid.NewGuid(), 0, later, later + Seconds(140));
        var corrected = asked.Settle(asked.Open.Keys.Single(), new PermitFate.Answered(Envelope(later, -104, 5)), later).Ledger;

        Assert.Equal(-104, corrected.Balance(later));
        Assert.Null(corrected.ReasonToAsk(later));
    }

    [Fact]
    public void F33_an_answer_does_not_drop_the_reservations_of_what_is_still_in_flight()
    {
        var (ledger, first) = Grant(Anchored(tokensLeft: 30, rate: 5), 10);
        (ledger, _) = Grant(ledger, 15);

        var settled = ledger.Settle(first, new PermitFate.Answered(Envelope(T0 + Seconds(1), tokensLeft: 20, rate: 5, consumed: 10)), T0 + Seconds(1)).Ledger;

        Assert.Equal((20, 15), (settled.Balance(T0 + Seconds(1)), settled.Held));
        Assert.IsType<LedgerDecision.Granted>(Decide(settled, 5, T0 + Seconds(1)));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(settled, 6, T0 + Seconds(1)));
    }

    [Fact]
    public void F34_a_balance_of_zero_is_a_balance_and_a_request_is_charged_once_at_its_true_cost()
    {
        var (ledger, id) = Grant(Anchored(tokensLeft: 5, rate: 5), 5);
        var answer = new PermitFate.Answered(Envelope(T0 + Seconds(1), tokensLeft: 0, rate: 5, consumed: 5));
        var settled = ledger.Settle(id, answer, T0 + Seconds(1)).Ledger;

        Assert.Equal(0, settled.Balance(T0 + Seconds(1)));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(settled, 1, T0 + Seconds(1)));

        var again = settled.Settle(id, answer, T0 + Seconds(2));
        Assert.Equal((5L, 1L), (again.Ledger.Totals.Settled, again.Ledger.Totals.Ignored));
        Assert.Equal(settled.Anchor, again.Ledger.Anchor);
    }

    [Fact]
    public void An_answer_that_was_overtaken_settles_its_permit_and_moves_nothing()
    {
        var (ledger, slow) = Grant(Anchored(tokensLeft: 100, rate: 5), 10);
        (ledger, var fast) = Grant(ledger, 10);
        ledger = ledger.Settle(fast, new PermitFate.Answered(Envelope(T0 + Seconds(5), tokensLeft: 85, rate: 5, consumed: 5)), T0 + Seconds(6)).Ledger;
        Assert.Equal(10, ledger.Suspense.Single().Shortfall);

        var step = ledger.Settle(slow, new PermitFate.Answered(Envelope(T0 + Seconds(3), tokensLeft: 90, rate: 5, consumed: 10)), T0 + Seconds(7));

        Assert.Equal(ledger.Anchor, step.Ledger.Anchor);
        Assert.Equal((15L, 0L, 0L), (step.Ledger.Totals.Settled, step.Ledger.Totals.Foreign, step.Ledger.Totals.Surplus));
        Assert.Empty(step.Events);
    }

    [Fact]
    public void A_lost_answer_is_held_at_its_worst_until_an_answer_of_after_its_deadline()
    {
        var (ledger, lost) = Grant(Anchored(tokensLeft: 100, rate: 5), 10);
        ledger = ledger.Settle(lost, new PermitFate.Unknown("timed out"), T0 + Seconds(120)).Ledger;
        var deadline = T0 + Seconds(140);
        ledger = ledger.Observe(Envelope(deadline - Seconds(1), tokensLeft: 103, rate: 5, refillIn: 41.42), deadline - Seconds(1)).Ledger;
        Assert.Equal(10, ledger.Held);
        Assert.NotNull(ledger.ReasonToAsk(deadline));

        var asked = ledger.Reserve(Guid.NewGuid(), 0, deadline, deadline + Seconds(140));
        var ask = asked.Open.Values.Single(static r => r.WorstCase == 0).PermitId;
        var step = asked.Settle(ask, new PermitFate.Answered(Envelope(deadline + Seconds(1), tokensLeft: 103, rate: 5, refillIn: 39.42)), deadline + Seconds(1));

        Assert.Equal((0, 7L), (step.Ledger.Held, step.Ledger.Totals.Unknown));
        Assert.Equal(new LedgerEvent.UnknownBooked(lost, 10, 7), Assert.Single(step.Events));
    }

    [Fact]
    public void F30_what_a_full_bucket_lost_is_not_booked_to_a_lost_answer_that_explains_what_is_missing()
    {
        var (ledger, first, second) = TwoOutAtAFullBucket(tokensLeft: 280);

        ledger = Asked(ledger.MarkUnknown(first), T0 + Seconds(141), tokensLeft: 285, refillIn: 38);
        Assert.Equal((10, 0L, 0L), (ledger.Held, ledger.Totals.Unknown, ledger.Totals.Foreign));
        ledger = Asked(ledger.MarkUnknown(second), T0 + Seconds(203), tokensLeft: 290, refillIn: 36);

        Assert.Equal((0, 20L, 0L, 5L), (ledger.Held, ledger.Totals.Unknown, ledger.Totals.Foreign, ledger.Totals.Wasted));
        Assert.Empty(ledger.Suspense);
        Assert.Empty(ledger.Claims);
    }

    [Fact]
    public void What_is_missing_is_asked_of_the_lost_answer_that_can_have_cost_nothing_else()
    {
        // The first cost 5 of a full bucket, which a refill hid; the second 10, which are missing.
        var (ledger, first, second) = TwoOutAtAFullBucket(tokensLeft: 290);

        ledger = Asked(ledger.MarkUnknown(first), T0 + Seconds(141), tokensLeft: 295, refillIn: 38);
        ledger = Asked(ledger.MarkUnknown(second), T0 + Seconds(203), tokensLeft: 300, refillIn: 36);

        Assert.Equal((0, 15L, 0L, 0L), (ledger.Held, ledger.Totals.Unknown, ledger.Totals.Foreign, ledger.Totals.Wasted));
        Assert.Empty(ledger.Claims);
    }

    [Fact]
    public void After_a_429_nothing_is_granted_before_the_time_that_keepa_named()
    {
        var (ledger, id) = Grant(Anchored(tokensLeft: 6, rate: 5), 5);
        var step = ledger.Settle(id, new PermitFate.Answered(Envelope(T0 + Seconds(1), tokensLeft: 0, rate: 5, refillIn: 38), Seconds(39)), T0 + Seconds(2));

        var wait = Assert.IsType<LedgerDecision.WaitUntil>(Decide(step.Ledger, 1, T0 + Seconds(3)));

        Assert.Equal(T0 + Seconds(42), wait.Instant);
        Assert.Contains("429", wait.Reason, StringComparison.Ordinal);
        Assert.Equal(1, step.Ledger.Totals.Throttled);
        // Somebody else has taken what was there, and may have taken of the refill too: Keepa is asked, which is free.
        Assert.Contains("somebody else", step.Ledger.ReasonToAsk(wait.Instant), StringComparison.Ordinal);
        Assert.Contains("somebody else", Assert.IsType<LedgerDecision.WaitUntil>(Decide(step.Ledger, 1, wait.Instant)).Reason, StringComparison.Ordinal);
        var seen = step.Ledger.Observe(Envelope(wait.Instant, tokensLeft: 5, rate: 5, refillIn: 56), wait.Instant);
        Assert.IsType<LedgerDecision.Granted>(Decide(seen.Ledger, 5, wait.Instant + Seconds(1)));
    }

    [Fact]
    public void A_429_without_an_envelope_makes_the_balance_unknown()
    {
        var (ledger, id) = Grant(Anchored(tokensLeft: 100, rate: 5), 5);
        ledger = ledger.Settle(id, new PermitFate.Throttled(Seconds(10)), T0).Ledger;

        Assert.Equal(0, ledger.Held);
        Assert.Null(ledger.ReasonToAsk(T0 + Seconds(5)));
        Assert.NotNull(ledger.ReasonToAsk(T0 + Seconds(11)));
        Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 1, T0 + Seconds(12)));
    }

    [Fact]
    public void A_refused_key_stops_all_granting_is_tried_at_growing_intervals_and_ends_with_a_good_answer()
    {
        var ledger = Anchored(tokensLeft: 100, rate: 5);
        var now = T0;
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 7; i++)
        {
            (ledger, var id) = (ledger.Reserve(Id(i), 0, now, now + Seconds(140)), Id(i));
            ledger = ledger.Settle(id, new PermitFate.KeyRefused("unauthorized"), now).Ledger;
            var wait = Assert.IsType<LedgerDecision.WaitUntil>(Decide(ledger, 1, now));
            Assert.Contains("unauthorized", wait.Reason, StringComparison.Ordinal);
            Assert.Null(ledger.ReasonToAsk(wait.Instant - Seconds(1)));
            Assert.NotNull(ledger.ReasonToAsk(wait.Instant));
            waits.Add(wait.Instant - now);
            now = wait.Instant;
        }

        Assert.Equal([30, 60, 120, 240, 480, 900, 900], waits.Select(static w => w.TotalSeconds));
        ledger = ledger.Reserve(Id(9), 0, now, now + Seconds(140));
        var step = ledger.Settle(Id(9), new PermitFate.Answered(Envelope(now, tokensLeft: 200, rate: 5)), now);
        Assert.Contains(new LedgerEvent.KeyAccepted(), step.Events);
        Assert.IsType<LedgerDecision.Granted>(Decide(step.Ledger, 5, now));
    }

    [Fact]
    public void The_envelope_of_a_malformed_key_touches_nothing_but_the_key()
    {
        var (ledger, id) = Grant(Anchored(tokensLeft: 100, rate: 5), 5);
        var outcome = new KeepaOutcome.Failed(FailureKind.Unauthorized, new KeepaError("invalidParameter", "no"), Envelope(T0 + Seconds(9), tokensLeft: 0, rate: 0));

        var settled = ledger.Settle(id, PermitFate.Of(outcome), T0 + Seconds(9)).Ledger;

        Assert.Equal(ledger.Anchor, settled.Anchor);
        Assert.NotNull(settled.Refusal);
        Assert.Equal(0, settled.Held);
    }

    [Fact]
    public void An_announcement_of_522_ms_never_moves_the_phase()
    {
        // Row 79 of the recorded envelopes: the tick is in the balance already, and yet the next one is announced in 522 ms.
        var ledger = Anchored(tokensLeft: 281, rate: 5, refillIn: 30);

        ledger = ledger.Observe(Envelope(T0 + Seconds(29.8), tokensLeft: 280, rate: 5, refillIn: 0.522, consumed: 6), T0 + Seconds(29.8)).Ledger;

        Assert.Equal(T0 + Seconds(30) + Settings.TickPeriod, ledger.Anchor!.NextTick);
        Assert.False(ledger.Anchor.TickInDoubt);
        Assert.Equal(280, ledger.Balance(T0 + Seconds(60)));
        Assert.Equal(285, ledger.Balance(T0 + Seconds(91.3)));
    }

    [Fact]
    public void Product_trackings_lower_the_refill_and_are_rounded_against_us_when_spending()
    {
        var envelope = Envelope(T0, tokensLeft: 0, rate: 20, refillIn: 10) with { TokenFlowReduction = 3.4m };
        var ledger = TokenLedger.Empty(Settings).Observe(envelope, T0).Ledger;

        Assert.Equal(16, ledger.Balance(T0 + Seconds(12)));

        var step = ledger.Observe(envelope with { Timestamp = T0 + Seconds(20), TokensLeft = 17, RefillIn = Seconds(50.21) }, T0 + Seconds(20));
        Assert.Empty(step.Events);
        Assert.Equal(17, step.Ledger.Totals.Refilled);
    }

    [Fact]
    public void A_server_clock_that_goes_back_does_not_stop_the_ledger()
    {
        var (ledger, id) = Grant(Anchored(tokensLeft: 100, rate: 5), 5);
        var back = T0 - TimeSpan.FromHours(1);

        var step = ledger.Settle(id, new PermitFate.Answered(Envelope(back, tokensLeft: 95, rate: 5, refillIn: 30, consumed: 5)), T0 + Seconds(2));

        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<LedgerEvent.ServerClockWentBack>(step.Events[0]).By);
        Assert.Equal(95, step.Ledger.Balance(T0 + Seconds(2)));
        Assert.Equal(100, step.Ledger.Balance(T0 + Seconds(34)));
    }

    [Fact]
    public void F30_foreign_use_is_reported_with_its_rate()
    {
        var ledger = Anchored(tokensLeft: 100, rate: 5);
        for (var minute = 1; minute <= 120; minute++)
        {
            var at = T0 + (minute * Settings.TickPeriod);
            ledger = ledger.Observe(Envelope(at, tokensLeft: 100, rate: 5), at).Ledger;
        }

        Assert.Equal(600, ledger.Totals.Foreign);
        Assert.InRange(ledger.DrainPerMinute(T0 + TimeSpan.FromHours(2)), 4.7, 5.1);
    }

    [Fact]
    public void Deadlines_of_an_earlier_life_never_hold_longer_than_those_given_now()
    {
        var ledger = Anchored(tokensLeft: 100, rate: 5).Reserve(Id(1), 5, T0, T0 + TimeSpan.FromHours(3));

        Assert.Equal(T0 + Seconds(140), ledger.Reopen(T0, Seconds(140)).Open[Id(1)].Deadline);
    }

    /// <summary>A refill does not fit into the bucket while one permit is out; then another is given, and tokens are missing.</summary>
    private static (TokenLedger Ledger, Guid First, Guid Second) TwoOutAtAFullBucket(int tokensLeft)
    {
        var (ledger, first) = Grant(Anchored(tokensLeft: 300, rate: 5), 10);
        ledger = ledger.Observe(Envelope(T0 + Seconds(61), tokensLeft: 300, rate: 5, refillIn: 59), T0 + Seconds(61)).Ledger;
        var second = Guid.NewGuid();
        ledger = ledger.Reserve(second, 10, T0 + Seconds(62), T0 + Seconds(202));
        return (ledger.Observe(Envelope(T0 + Seconds(70), tokensLeft, rate: 5, refillIn: 50), T0 + Seconds(70)).Ledger, first, second);
    }

    private static TokenLedger Asked(TokenLedger ledger, DateTimeOffset at, int tokensLeft, double refillIn)
    {
        var ask = Guid.NewGuid();
        var answer = new PermitFate.Answered(Envelope(at + Seconds(1), tokensLeft, rate: 5, refillIn));
        return ledger.Reserve(ask, 0, at, at + Seconds(140)).Settle(ask, answer, at + Seconds(1)).Ledger;
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static TokenEnvelope Envelope(DateTimeOffset at, int tokensLeft, int rate, double refillIn = 60, int consumed = 0) =>
        new(at, tokensLeft, Seconds(refillIn), rate, 0, consumed, TimeSpan.Zero);

    internal static TokenLedger Anchored(int tokensLeft, int rate, double refillIn = 60) =>
        TokenLedger.Empty(Settings).Observe(Envelope(T0, tokensLeft, rate, refillIn), T0).Ledger;

    private static LedgerDecision Decide(TokenLedger ledger, int worst, DateTimeOffset now, int debt = 0) =>
        ledger.Decide(new PermitTerms(Guid.NewGuid(), worst, debt, now + Seconds(140)), now);

    private static (TokenLedger Ledger, Guid Id) Grant(TokenLedger ledger, int worst)
    {
        var id = Guid.NewGuid();
        var granted = Assert.IsType<LedgerDecision.Granted>(ledger.Decide(new PermitTerms(id, worst, 0, T0 + Seconds(140)), T0));
        return (granted.Ledger, id);
    }
}
