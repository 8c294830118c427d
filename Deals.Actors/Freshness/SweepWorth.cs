using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Freshness;

/// <summary>What reading a feed, or a slice of it, is worth: a page of five tokens shows up to 150 listings as they are now, which is the cheapest refresh there is.
/// Its worth is what its rows win together, each by its own rate and weight, known rows as far as they are not looked at more often anyway; and the unknown
/// ones that it finds sooner. It is read at the distance at which it wins most beyond its price; there the last token of a page is worth as much as the last one of a
/// product.</summary>
public sealed record SweepWorth
{
    private const int Steps = 24;
    private const double Memory = 7;

    /// <summary>The known rows that it shows.</summary>
    public required WorthBins Rows { get; init; }

    /// <summary>Its pages.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>Unknown deals that come to it a day and that its feed accepts, learned.</summary>
    public double FindsPerDay { get; init; }

    /// <summary>What such a deal weighs, learned; an ordinary one before the first.</summary>
    public double FindWeight { get; init; } = 1;

    /// <summary>Tokens of one reading.</summary>
    public double Cost => Math.Max(1, Pages) * KeepaRequest.DealPage.Cost;

    /// <summary>Takes in a reading.</summary>
    /// <param name="pages">Pages that it had.</param>
    /// <param name="finds">Unknown deals that were accepted.</param>
    /// <param name="findWeight">What one of them weighs in the mean; absent where none was found.</param>
    /// <param name="days">Since the reading before.</param>
    public SweepWorth Read(int pages, int finds, double? findWeight, double days)
    {
        if (!(days > 0) || !double.IsFinite(days))
            return this with { Pages = Math.Max(1, pages) };
        var part = 1 - Math.Exp(-days / Memory);
        return this with
        {
            Pages = Math.Max(1, pages),
            FindsPerDay = FindsPerDay + ((Math.Max(0, finds / days) - FindsPerDay) * part),
            FindWeight = findWeight is > 0 and var weight && double.IsFinite(weight) ? FindWeight + ((weight - FindWeight) * part) : FindWeight,
        };
    }

    /// <summary>What reading it now is worth, weight x days a token, to be compared with λ.</summary>
    /// <param name="age">Since the last reading.</param>
    /// <param name="price">λ: rows that are worth it are looked at between two readings.</param>
    /// <param name="bounds">The bounds of those looks.</param>
    public double At(TimeSpan age, double price, RefreshBounds bounds)
    {
        var days = Math.Max(0, age.TotalDays);
        var sum = FindsPerDay * FindWeight * days * days / 2;
        foreach (var group in Rows.Groups())
        {
            var (rate, own) = (group.Deal.ChangesPerDay, group.Deal.IntervalDays(price, bounds));
            sum += group.Weight / rate * (own >= days ? Staleness.Gain(rate * days) : Staleness.MeanGain(rate * own));
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
        return (Cost / days) + RowsAt(price, bounds).Sum(row => row.Group.Cost * LooksPerDay(row, days));
    }

    private List<Row> RowsAt(double price, RefreshBounds bounds) =>
        [.. Rows.Groups().Select(g => new Row(g, g.Deal.IntervalDays(price, bounds), bounds.LatestDue.TotalDays))];

    private double NetPerDay(List<Row> rows, double price, double days)
    {
        var sum = (-price * Cost / days) - (FindsPerDay * FindWeight * days / 2);
        foreach (var row in rows)
            sum += (row.Group.Weight * FreshnessAt(row, days)) - (price * row.Group.Cost * LooksPerDay(row, days));
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

    // A row is looked at between two readings as often as its own interval fits in, and always for the maximum age.
    private static double LooksPerDay(Row row, double days) => Math.Max(Math.Floor(days / row.Interval) / days, 1 / row.LatestDue);

    private static double FreshnessAt(Row row, double days)
    {
        var rate = row.Group.Deal.ChangesPerDay;
        if (row.Interval >= days)
            return Staleness.Freshness(rate * days);
        var whole = Math.Floor(days / row.Interval) * row.Interval;
        return ((whole * Staleness.Freshness(rate * row.Interval)) + ((days - whole) * Staleness.Freshness(rate * (days - whole)))) / days;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Row(WorthGroup Group, double Interval, double LatestDue);
}
