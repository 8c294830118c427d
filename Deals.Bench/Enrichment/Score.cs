namespace Deals.Bench.Enrichment;

/// <summary>How right a rule was. Shares are in percent.</summary>
internal sealed class Score
{
    private const double Whole = 100;
    private const double Most = 0.95;
    private readonly List<double> _listErrors = [];
    private readonly List<double> _averageErrors = [];
    private int _products;
    private int _seasonal;
    private MonthHits _peak;
    private MonthHits _trough;
    private (int Products, int Said) _flat;
    private (int All, int False) _listed;
    private (int All, int Missed) _earning;

    /// <summary>What is listed and truly earns nothing, of what is listed; absent where nothing is.</summary>
    public double? FalseProfits => Share(_listed.False, _listed.All);

    /// <summary>How many deals are listed.</summary>
    public int Listed => _listed.All;

    /// <summary>The peak months that are the true ones, of those said.</summary>
    public double? PeakExact => Share(_peak.Exact, _peak.Said);

    /// <summary>The peak months that are the true ones or beside them.</summary>
    public double? PeakNear => Share(_peak.Near, _peak.Said);

    /// <summary>The same of the trough months.</summary>
    public double? TroughNear => Share(_trough.Near, _trough.Said);

    /// <summary>Takes in what a rule said of a product.</summary>
    public void Add(Truth truth, Answer answer)
    {
        _products++;
        if (answer.ListPrice is { } listPrice)
            _listErrors.Add((listPrice / truth.PeakPrice) - 1);
        if (answer.Average is { } average && truth.MeanOfYear is { } mean)
            _averageErrors.Add((average / mean) - 1);
        if (truth is { Peak: { } peak, Trough: { } trough })
        {
            _seasonal++;
            _peak = _peak.With(answer.Peak, peak);
            _trough = _trough.With(answer.Trough, trough);
        }
        else
        {
            _flat = (_flat.Products + 1, _flat.Said + (answer.Peak is null ? 0 : 1));
        }

        AddProfit(truth.Profit > 0, answer);
    }

    /// <summary>All figures, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Figures() =>
    [
        new("products", _products),
        new("with a list price, percent", Round(Share(_listErrors.Count, _products))),
        new("list price against the true peak price, median error, percent", Round(Quantile(_listErrors.Select(Math.Abs), 0.5))),
        new("the same, 95 % of the errors are below, percent", Round(Quantile(_listErrors.Select(Math.Abs), Most))),
        new("the same, median with its sign, percent", Round(Quantile(_listErrors, 0.5))),
        new("one-year average against the true mean, median error, percent", Round(Quantile(_averageErrors.Select(Math.Abs), 0.5))),
        new("average: 95 % of the errors are below, percent", Round(Quantile(_averageErrors.Select(Math.Abs), Most))),
        new("seasonal products whose peak is said, percent", Round(Share(_peak.Said, _seasonal))),
        new("peak month hit, percent of those said", Round(PeakExact)),
        new("peak month hit within one month, percent", Round(PeakNear)),
        new("trough month hit, percent of those said", Round(Share(_trough.Exact, _trough.Said))),
        new("trough month hit within one month, percent", Round(TroughNear)),
        new("products without a season of which one is said, percent", Round(Share(_flat.Said, _flat.Products))),
        new("listed with a profit, percent of the products", Round(Share(_listed.All, _products))),
        new("truly earning, percent of the products", Round(Share(_earning.All, _products))),
        new("false profits, percent of what is listed", Round(FalseProfits)),
        new("false profits, percent of what truly earns nothing", Round(Share(_listed.False, _products - _earning.All))),
        new("missed profits, percent of what truly earns", Round(Share(_earning.Missed, _earning.All))),
    ];

    /// <summary>The figures of a part.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Brief() =>
    [
        new("products", _products),
        new("list price, median error, percent", Round(Quantile(_listErrors.Select(Math.Abs), 0.5))),
        new("list price, 95 % of the errors are below, percent", Round(Quantile(_listErrors.Select(Math.Abs), Most))),
        new("list price, median with its sign, percent", Round(Quantile(_listErrors, 0.5))),
        new("listed with a profit, percent of the products", Round(Share(_listed.All, _products))),
        new("false profits, percent of what is listed", Round(FalseProfits)),
        new("missed profits, percent of what truly earns", Round(Share(_earning.Missed, _earning.All))),
    ];

    private void AddProfit(bool earns, Answer answer)
    {
        if (answer.IsListed)
            _listed = (_listed.All + 1, _listed.False + (earns ? 0 : 1));
        if (earns)
            _earning = (_earning.All + 1, _earning.Missed + (answer.IsListed ? 0 : 1));
    }

    private static double? Share(int part, int of) => of > 0 ? Whole * part / of : null;

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 2) : null;

    private static double? Quantile(IEnumerable<double> values, double part)
    {
        var ascending = values.Order().ToList();
        return ascending.Count > 0 ? Whole * ascending[(int)((ascending.Count - 1) * part)] : null;
    }
}
