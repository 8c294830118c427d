using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Scouting;

namespace Deals.Actors.Scheduling;

/// <summary>What was counted at a step.</summary>
/// <param name="At">When, domain time.</param>
/// <param name="Crowd">How many deals there are.</param>
/// <param name="Population">The deals, where they were read anew.</param>
/// <param name="DueLooks">Looks that became due by themselves since the waker was started.</param>
public sealed record PricingCount(DateTimeOffset At, Crowd Crowd, Population? Population, long DueLooks);

/// <summary>What follows from a step. Closed.</summary>
public abstract record PricingOrder
{
    private PricingOrder()
    {
    }

    /// <summary>The price and the due times stay as they are.</summary>
    /// <param name="Feeds">How often feeds are read, which may be otherwise.</param>
    public sealed record Stay(ImmutableDictionary<string, FeedTerms> Feeds) : PricingOrder;

    /// <summary>There is nothing to price yet.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Wait(string Reason) : PricingOrder;

    /// <summary>The price is another: it is stored, and then the due times follow.</summary>
    public sealed record Tell(PriceMemory Memory, RefreshTerms Terms) : PricingOrder;

    /// <summary>The due times follow the price that was told.</summary>
    public sealed record Follow(RefreshTerms Terms) : PricingOrder;
}

/// <summary>What a step led to.</summary>
/// <param name="Next">The state after it.</param>
/// <param name="Events">What is worth a line in the log.</param>
/// <param name="Order">What follows.</param>
public sealed record PricingStep(Pricing Next, ImmutableArray<PriceEvent> Events, PricingOrder Order);

/// <summary>What is known for finding the price, and how it is found: from the plan, the deals, the feeds and what becomes due. Pure.</summary>
public sealed record Pricing
{
    private static readonly TimeSpan PopulationLives = TimeSpan.FromHours(1);

    // How deep looks are follows the price; what they cost is read again when it is another.
    private const double MostDrift = 0.5;

    /// <summary>How it follows demand.</summary>
    public required RefreshPricing Terms { get; init; }

    /// <summary>How often feeds may be read at all.</summary>
    public required SweepPolicy Sweeps { get; init; }

    /// <summary>The controller.</summary>
    public required PriceController Controller { get; init; }

    /// <summary>The price that was told last.</summary>
    public PriceMemory? Told { get; init; }

    /// <summary>The deals.</summary>
    public Population? Population { get; private init; }

    /// <summary>When they were read.</summary>
    public DateTimeOffset ReadAt { get; private init; }

    /// <summary>Whether the due times have still to follow what was told.</summary>
    public bool IsBehind { get; init; } = true;

    /// <summary>What the passes of each feed left; empty while the scout has not said it.</summary>
    public ImmutableDictionary<string, FeedHistory> Feeds { get; init; } = ImmutableDictionary<string, FeedHistory>.Empty;

    /// <summary>The weighted part of the time that the deals are fresh at the price, estimated, 0-1.</summary>
    public double? Freshness { get; private init; }

    /// <summary>The deals for which a tracking would be the better buy.</summary>
    public BetterTracked? Tracking { get; private init; }

    private RefreshSupply? Supply { get; init; }

    private (DateTimeOffset At, long Looks, long Discovery)? Counted { get; init; }

    /// <summary>One that remembers nothing.</summary>
    public static Pricing New(RefreshPricing terms, SweepPolicy sweeps) => new() { Terms = terms, Sweeps = sweeps, Controller = PriceController.New(terms.Settings) };

    /// <summary>Takes in a price of an earlier life.</summary>
    public Pricing Recalled(PriceMemory told) => this with { Told = told, Controller = PriceController.Recall(Terms.Settings, told) };

    /// <summary>Takes in how the budget stands.</summary>
    public Pricing Seen(BudgetStatus budget) => this with { Supply = Supply?.Seen(budget) ?? RefreshSupply.Of(budget, Told?.UsedByOthers ?? 0, Told?.UsedByFirstLooks ?? 0) };

    /// <summary>Takes in how the feeds stand.</summary>
    public Pricing Seen(ScoutStatus scout) => this with { Feeds = scout.Feeds.ToImmutableDictionary(static f => f.Feed, static f => f.AsHistory()) };

    /// <summary>Whether the deals have to be read anew.</summary>
    public bool NeedsReading(long active, DateTimeOffset now) => Population is not { Bins.Count: > 0 and var known }
        || now - ReadAt >= PopulationLives
        || Math.Abs(Math.Log(Controller.Published / Population.Price)) > MostDrift
        || Math.Abs(active - known) > Terms.Settings.ResolveFrom * known;

    /// <summary>The terms by what is known now.</summary>
    public RefreshTerms TermsWith(BudgetStatus budget) => TermsOf(budget, null);

    private RefreshTerms TermsOf(BudgetStatus budget, Bidders? bidders) => new(
        Controller.Published, Controller.Bounds, LookCosts.All(budget), Population?.Priors() ?? ImmutableDictionary<long, RatePrior>.Empty)
    {
        Prior = Population?.Pool.Prior ?? RatePrior.Default,
        Importance = Terms.Importance,
        Feeds = bidders?.TermsAt(Controller.Published, Controller.Bounds) ?? ImmutableDictionary<string, FeedTerms>.Empty,
    };

    /// <summary>Takes a step.</summary>
    /// <param name="count">What was counted.</param>
    /// <param name="budget">How the budget stands; its plan is known.</param>
    public PricingStep After(PricingCount count, BudgetStatus budget)
    {
        var read = count.Population is { } population ? this with { Population = population, ReadAt = count.At, IsBehind = true } : this;
        return read.Population is { Bins.Count: > 0 } deals && Supply is { } supply
            ? read.Step(count, budget, deals, supply)
            : new PricingStep(read, [], new PricingOrder.Wait("No deal is active yet."));
    }

    private PricingStep Step(PricingCount count, BudgetStatus budget, Population deals, RefreshSupply used)
    {
        var bidders = BiddersOf(deals, budget);
        var supply = used.PerMinute(budget, count.Crowd.Pending, LookCosts.Of(LookDepth.Plain, budget).Each, bidders.SweepsBid)!.Value;
        var discovery = budget.Lanes.FirstOrDefault(static l => l.Lane == Lane.Discovery)?.Settled ?? 0;
        var step = Controller.NeedsSolving(bidders.Demand, supply)
            ? Controller.Solve(bidders.Demand, supply)
            : Controller.Observe(ReadingOf(count, deals.Bins.TotalCost / deals.Bins.Count * deals.DepthFactor, supply, bidders.SweepsBid ? discovery : null));
        var next = this with { Controller = step.Next, Counted = (count.At, count.DueLooks, discovery) };
        var terms = next.TermsOf(budget, bidders);
        var memory = step.Next.Remember(count.At) with { UsedByOthers = used.OthersThan(bidders.SweepsBid), UsedByFirstLooks = used.FirstLooks };
        return new PricingStep(next with { Freshness = bidders.FreshnessAt(terms.Price, terms.Bounds), Tracking = deals.Trackable.At(terms.Price, terms.Bounds, terms.Feeds) }, step.Events, next.OrderOf(memory, terms));
    }

    // Everybody keeps the terms by which due times were planned, until these follow others.
    private PricingOrder OrderOf(PriceMemory memory, RefreshTerms terms)
    {
        if (Told is not { } told || told.MaxAge != terms.Bounds.MaxAge || Math.Abs(Math.Log(terms.Price / told.Published)) > Terms.Settings.Noticeable)
            return new PricingOrder.Tell(memory, terms);
        return IsBehind ? new PricingOrder.Follow(terms with { Price = told.Published }) : new PricingOrder.Stay(terms.Feeds);
    }

    /// <summary>What became due since the reading before, as much as it would have been in one step.</summary>
    private PriceReading ReadingOf(PricingCount count, double each, double supply, long? discovery)
    {
        var (looks, pages, steps) = (0L, 0L, 1.0);
        if (Counted is { } before)
        {
            looks = Math.Max(0, count.DueLooks - before.Looks);
            pages = Math.Max(0, (discovery ?? before.Discovery) - before.Discovery);
            steps = count.At > before.At ? (count.At - before.At) / Terms.Settings.Step : 1;
        }

        return new PriceReading(((looks * each) + pages) / Math.Max(steps, 1e-3), count.Crowd.Due * each, supply);
    }

    private Bidders BiddersOf(Population deals, BudgetStatus budget) => new(deals, Feeds, Sweeps, budget.RefillRate ?? 0);
}
