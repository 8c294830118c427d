using System.Runtime.InteropServices;

namespace Deals.Bench.Enrichment;

/// <summary>A sale that happened.</summary>
/// <param name="At">Keepa's minute.</param>
/// <param name="Price">What was paid, minor units.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TrueSale(int At, long Price);

/// <summary>What happens to a product, and what Keepa's looks see of it: offers come, are sold and withdrawn; the lowest price is another after a sale, with a new offer and by itself; the rank follows sales after an
/// hour. No two of these come in one minute. At the last look there is one offer more: the deal.</summary>
internal sealed class ProductLife
{
    private const int MinutesOfDay = 1440;
    private const int RankLag = 60;
    private const double NextIsDearer = 0.6;
    private const double Undercuts = 0.3;
    private const double MostArrivals = 3;
    private const double LeastOutflow = 0.2;
    private const double Never = double.PositiveInfinity;
    private const int DaysOfAmazonsPrice = 20;
    private readonly ProductPlan _plan;
    private readonly bool _isWatched;
    private readonly Random _random;
    private readonly SalesRank _rank;
    private readonly Queue<double> _ranksToCome = new();
    private readonly List<TrueSale> _sales = [];
    private readonly double[] _next = new double[Enum.GetValues<Happening>().Length];
    private double _now;
    private long _offers;
    private long _price;

    private ProductLife(ProductPlan plan, bool isWatched, int seed)
    {
        (_plan, _isWatched, _random, _rank) = (plan, isWatched, new Random(seed), new SalesRank(plan.RankNoise));
        (_now, _offers) = (plan.Since, (long)Math.Max(1, Math.Round(plan.Offers)));
        AskAnew();
    }

    private enum Happening
    {
        Sale,
        OtherSale,
        Withdrawal,
        Arrival,
        AnotherPrice,
        RankUpdate,
        AmazonsPrice,
        Look,
    }

    /// <summary>The true sales, the oldest first.</summary>
    public IReadOnlyList<TrueSale> Sales => _sales;

    /// <summary>The lowest price of used offers, as it was seen.</summary>
    public SeenSeries Prices { get; } = new();

    /// <summary>Their number.</summary>
    public SeenSeries Counts { get; } = new();

    /// <summary>The sales rank.</summary>
    public SeenSeries Ranks { get; } = new();

    /// <summary>Amazon's own price.</summary>
    public SeenSeries Amazon { get; } = new();

    /// <summary>The life of a product; the same for the same arguments.</summary>
    /// <param name="plan">The product.</param>
    /// <param name="isWatched">Whether every change is seen in its minute.</param>
    /// <param name="seed">What makes it another than the next.</param>
    public static ProductLife Of(ProductPlan plan, bool isWatched, int seed)
    {
        var life = new ProductLife(plan, isWatched, seed);
        life.Run();
        return life;
    }

    private void Run()
    {
        foreach (var what in Enum.GetValues<Happening>())
            _next[(int)what] = what == Happening.Look ? _now + 1 : NextOf(what);
        while (true)
        {
            var what = Array.IndexOf(_next, _next.Min());
            var at = Math.Max(_next[what], _now + 1);
            if (at > _plan.AsOf - 1)
                break;
            _now = at;
            Happen((Happening)what);
            _next[what] = NextOf((Happening)what);
            if (_isWatched || what == (int)Happening.Look)
                See((int)Math.Ceiling(_now));
        }

        (_offers, _price) = (_offers + 1, _plan.DealPrice);
        _now = _plan.AsOf;
        See(_plan.AsOf);
    }

    private void Happen(Happening what)
    {
        switch (what)
        {
            case Happening.Sale when _offers > 0 && _random.NextDouble() < Buyers():
                Sell();
                break;
            case Happening.OtherSale:
                Count();
                break;
            case Happening.Withdrawal when _offers > 1:
                _offers--;
                break;
            case Happening.Arrival when _random.NextDouble() * MostArrivals < Math.Clamp(1 + (2 * (_plan.Offers - _offers) / _plan.Offers), 0.1, MostArrivals):
                Arrive();
                break;
            case Happening.AnotherPrice when _offers > 0:
                AskAnew();
                break;
            case Happening.RankUpdate:
                _ranksToCome.Dequeue();
                _rank.Sold(_now);
                break;
            case Happening.AmazonsPrice when _plan.Amazon is { } asked:
                Amazon.See((int)Math.Ceiling(_now), (long)(asked * (0.95 + (0.1 * _random.NextDouble()))));
                break;
        }
    }

    private double Buyers() => _plan.Season.DemandAt(_now) / _plan.Season.MostDemand * Asking.Taken(_price / _plan.WorthAt(_now));

    private void Sell()
    {
        _sales.Add(new TrueSale((int)Math.Ceiling(_now), _price));
        Count();
        if (--_offers == 0)
            _price = -1;
        else if (_random.NextDouble() < NextIsDearer)
            AskAnew();
    }

    private void Count()
    {
        _ranksToCome.Enqueue(_now + RankLag);
        _next[(int)Happening.RankUpdate] = _ranksToCome.Peek();
    }

    private void Arrive()
    {
        if (_offers++ == 0 || _random.NextDouble() < Undercuts)
            AskAnew();
    }

    // Sellers ask for dimes less a cent.
    private void AskAnew() => _price = Math.Max(1, (10 * (long)Math.Round(_plan.WorthAt(_now) * _plan.Asking.Next(_random) / 10)) - 1);

    private void See(int at)
    {
        Prices.See(at, _price);
        Counts.See(at, _offers);
        Ranks.See(at, _rank.Seen(_now, _random));
    }

    private double NextOf(Happening what) => what switch
    {
        Happening.Sale => After(_plan.SalesPerDay * _plan.Season.MostDemand),
        Happening.OtherSale => After(_plan.OtherSalesPerDay),
        Happening.Withdrawal => After(_plan.WithdrawalsPerDay),
        Happening.Arrival => After(MostArrivals * Math.Max(LeastOutflow, _plan.SalesPerDay + _plan.WithdrawalsPerDay)),
        Happening.AnotherPrice => After(_plan.PricesPerDay),
        Happening.RankUpdate => _ranksToCome.Count > 0 ? _ranksToCome.Peek() : Never,
        Happening.AmazonsPrice => _plan.Amazon is null ? Never : After(1.0 / DaysOfAmazonsPrice),
        _ => After(_plan.LooksPerDay),
    };

    private double After(double perDay) => perDay > 0 ? _now - (Math.Log(1 - _random.NextDouble()) / perDay * MinutesOfDay) : Never;
}
