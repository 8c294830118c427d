using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Freshness;

/// <summary>What reading a feed, or a slice of it, is worth: a page of five tokens shows up to 150 listings as Keepa last saw them, which is the cheapest refresh there
/// is. Its worth is what its rows win together, each by its own rate and weight, known rows as far as they are not looked at more often anyway; and the unknown
/// ones that it finds sooner. It is read at the distance at which it wins most beyond its price; there the last token of a page is worth as much as the last one of a
/// product.</summary>
public sealed record SweepWorth
{
    private const int Steps = 24;

    /// <summary>The known rows that it may show.</summary>
    public required WorthBins Rows { get; init; }

    /// <summary>Its pages.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>The part of the known rows that it really shows, 0-1: the others have left the list.</summary>
    public double Shown { get; init; } = 1;

    /// <summary>How old what a row shows is, in the mean: Keepa's own look at it, days.</summary>
    public double LagDays { get; init; }

    /// <summary>What is told of its rows besides, by the newest rows of the feed.</summary>
    public Signals Told { get; init; }

    /// <summary>Unknown deals that it finds a day, learned.</summary>
    public double FindsPerDay { get; init; }

    /// <summary>What such a deal weighs; an ordinary one.</summary>
    public double FindWeight { get; init; } = 1;

    /// <summary>Tokens of one reading.</summary>
    public double Cost => Math.Max(1, Pages) * KeepaRequest.DealPage.Cost;

    /// <summary>What reading it now is worth, weight x days a token, to be compared with λ.</summary>
    /// <param name="age">Since the last reading.</param>
    /// <param name="price">λ: rows that are worth it are looked at between two readings.</param>
    /// <param name="bounds">The bounds of those looks.</param>
    public double At(TimeSpan age, double price, RefreshBounds bounds)
    {
        var days = Math.Max(0, age.TotalDays);
        var sum = FindsPerDay * FindWeight * days * days / 2;
        foreach (var row in RowsAt(price, bounds))
        {
            var until = Math.Max(0, row.Interval - LagDays);
            sum += Shown * ShownTrue(row.Rate) * row.Left * row.Weight / row.Rate * (until >= days ? Staleness.Gain(row.Rate * days) : Staleness.MeanGain(row.Rate * until));
        }

        return sum / Cost;
    }

    /// <summary>From one reading to the next.</summary>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The bounds of looks at products.</param>
    /// <param name="shortest">The shortest distance.</param>
    /// <param name="longest">The longest.</param>
    public TimeSpan Interval(double price, RefreshBounds bounds, TimeSpan shortest, TimeSpan longest)
    {
        var rows = RowsAt(price, bounds);
        var (low, high) = (Math.Log(shortest.TotalDays), Math.Log(Math.Max(longest.TotalDays, shortest.TotalDays)));
        var step = (high - low) / Steps;
        var (best, most) = (0, double.NegativeInfinity);
        for (var i = 0; i <= Steps; i++)
        {
            var won = NetPerDay(rows, price, Math.Exp(low + (i * step)));
            if (won > most)
                (best, most) = (i, won);
        }

        return TimeSpan.FromDays(Math.Exp(Refine(rows, price, Math.Max(low, low + ((best - 1) * step)), Math.Min(high, low + ((best + 1) * step)))));
    }

    /// <summary>Tokens a day of reading it at a distance, and of the looks that its rows ask for besides.</summary>
    public double DemandPerDay(TimeSpan interval, double price, RefreshBounds bounds)
    {
        var days = interval.TotalDays;
        return (Cost / days) + RowsAt(price, bounds).Sum(row => row.Cost * ((Shown * LooksPerDay(row, days)) + ((1 - Shown) / row.Interval)));
    }

    /// <summary>The weighted sum of the parts of the time that its rows are fresh when it is read at a distance.</summary>
    public double FreshWeight(TimeSpan interval, double price, RefreshBounds bounds)
    {
        var days = interval.TotalDays;
        return RowsAt(price, bounds).Sum(row => row.Weight * ((Shown * FreshnessAt(row, days)) + ((1 - Shown) * row.FreshFor(row.Interval))));
    }

    private List<Row> RowsAt(double price, RefreshBounds bounds) =>
        [.. Rows.Groups().Select(g => (Group: g, Deal: Told.On(g.Deal))).Select(x => new Row(
            x.Group.Weight, x.Group.Cost, x.Deal.ChangesPerDay, Told.LeftOf(x.Group.Deal.ChangesPerDay), x.Deal.IntervalDays(price, bounds), bounds.LatestDue.TotalDays))];

    /// <summary>What its rows win a day when it is read at a distance, less what readings and looks cost.</summary>
    public double NetPerDay(TimeSpan interval, double price, RefreshBounds bounds)
    {
        var rows = RowsAt(price, bounds);
        return NetPerDay(rows, price, interval.TotalDays) + ((1 - Shown) * rows.Sum(row => (row.Weight * row.FreshFor(row.Interval)) - (price * row.Cost / row.Interval)));
    }

    private double NetPerDay(List<Row> rows, double price, double days)
    {
        var sum = (-price * Cost / days) - (FindsPerDay * FindWeight * days / 2);
        foreach (var row in rows)
            sum += Shown * ((row.Weight * FreshnessAt(row, days)) - (price * row.Cost * LooksPerDay(row, days)));
        return sum;
    }

    private double Refine(List<Row> rows, double price, double low, double high)
    {
        const double golden = 0.381966;
        for (var i = 0; i < 6; i++)
        {
            var (a, b) = (low + (golden * (high - low)), high - (golden * (high - low)));
            (low, high) = NetPerDay(rows, price, Math.Exp(a)) > NetPerDay(rows, price, Math.Exp(b)) ? (low, b) : (a, high);
        }

        return (low + high) / 2;
    }

    // How much of what a row shows still holds, if Keepa's own looks come at random: their age is exponential then.
    private double ShownTrue(double rate) => 1 / (1 + (rate * LagDays));

    // What a row has shown has its age already: it is looked at when that has grown to the row's own interval, and then as often as the interval fits in before the
    // next reading; and always for the maximum age. A row that is looked at more often than Keepa looks by itself gains nothing from a reading.
    private double LooksPerDay(Row row, double days)
    {
        if (row.Interval <= LagDays)
            return 1 / row.Interval;
        var until = row.Interval - LagDays;
        var looks = days >= until ? 1 + Math.Floor((days - until) / row.Interval) : 0;
        return Math.Max(looks / days, 1 / row.LatestDue);
    }

    private double FreshnessAt(Row row, double days)
    {
        if (row.Interval <= LagDays)
            return row.FreshFor(row.Interval);
        var until = Math.Min(days, row.Interval - LagDays);
        var rest = days - until;
        var whole = Math.Floor(rest / row.Interval) * row.Interval;
        var tail = rest - whole;
        return ((until * (1 - (row.Left * (1 - (ShownTrue(row.Rate) * Staleness.Freshness(row.Rate * until)))))) + (whole * row.FreshFor(row.Interval)) + (tail * row.FreshFor(tail))) / days;
    }

    /// <summary>Rows that are much alike, as looks find them: the rate with which they grow stale, and the part of them that ever does.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Row(double Weight, double Cost, double Rate, double Left, double Interval, double LatestDue)
    {
        public double FreshFor(double days) => 1 - (Left * (1 - Staleness.Freshness(Rate * days)));
    }
}
