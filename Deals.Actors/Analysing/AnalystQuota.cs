using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Analysing;

/// <summary>How much of the day is used: calls and dollars of a UTC day by domain time, and the calls of which it is not known what became of them. Pure; what it decides is an event, and only <see cref="Apply"/> changes it.</summary>
public sealed record AnalystQuota : IDealsWire
{
    /// <summary>Nothing was ever asked.</summary>
    public static readonly AnalystQuota Unused = new();

    /// <summary>The day that is charged; it never goes back, whatever a clock says.</summary>
    public DateOnly Day { get; init; } = DateOnly.MinValue;

    /// <summary>Calls of the day: sent, or about to be.</summary>
    public int Calls { get; init; }

    /// <summary>Millionths of a US dollar of the day: what settled calls cost, and what the others can cost at the most.</summary>
    public long MicroDollars { get; init; }

    /// <summary>Calls of the day by lane, in the order of the lanes.</summary>
    public ImmutableArray<int> ByLane { get; init; } = [0, 0, 0];

    /// <summary>Calls that are not settled, by number: on their way, or lost.</summary>
    public ImmutableSortedDictionary<long, QuotaEvent.Reserved> Open { get; init; } = ImmutableSortedDictionary<long, QuotaEvent.Reserved>.Empty;

    /// <summary>The number of the next call.</summary>
    public long Next { get; init; } = 1;

    /// <summary>Calls since the first start.</summary>
    public long AllCalls { get; init; }

    /// <summary>Millionths of a US dollar since the first start: what settled calls cost.</summary>
    public long AllMicroDollars { get; init; }

    /// <summary>Tokens of prompts since the first start.</summary>
    public long AllTokensIn { get; init; }

    /// <summary>Tokens of answers since the first start.</summary>
    public long AllTokensOut { get; init; }

    /// <summary>Reserves a call, if the day still holds it at its worst, with what is kept for the lanes before it.</summary>
    /// <param name="limits">What may be spent.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="lane">Who wants it.</param>
    /// <param name="worst">What it can cost at the most, millionths of a US dollar.</param>
    /// <param name="why">Why not, in a few words, where it does not.</param>
    /// <returns>The event that reserves it, to be stored before the call leaves; nothing where the day does not hold it.</returns>
    public QuotaEvent.Reserved? TryReserve(QuotaLimits limits, DateTimeOffset now, AnalystLane lane, long worst, out string why)
    {
        var today = On(DayOf(now));
        var (keptCalls, keptMoney) = limits.KeptFrom(lane, LeftOf(today.Day, now));
        why = today.Calls + 1 + keptCalls > limits.Calls ? $"{Text(today.Calls)} of {Text(limits.Calls)} calls of the day are used{Kept(keptCalls > 0)}"
            : today.MicroDollars + worst + keptMoney > limits.MicroDollars ? $"{Dollars(today.MicroDollars)} of {Dollars(limits.MicroDollars)} dollars of the day are used{Kept(keptMoney > 0)}"
            : "";
        // A clock that went back does not open an earlier day again.
        return why.Length == 0 ? new QuotaEvent.Reserved(Next, now > StartOf(today.Day) ? now : StartOf(today.Day), lane, worst) : null;
    }

    /// <summary>Takes over what happened; never decides.</summary>
    public AnalystQuota Apply(QuotaEvent e) => e switch
    {
        QuotaEvent.Reserved reserved => On(DayOf(reserved.At)).With(reserved),
        QuotaEvent.Settled settled when Open.TryGetValue(settled.Number, out var reserved) => With(reserved, settled),
        // Settled twice, or so late that it was given up: the day was charged for it, and that stands.
        _ => this,
    };

    /// <summary>When the next day begins.</summary>
    public DateTimeOffset NextDay(DateTimeOffset now) => StartOf(On(DayOf(now)).Day.AddDays(1));

    /// <summary>The state on a day: its own if it is that day's, an unused one if it is later.</summary>
    public AnalystQuota At(DateTimeOffset now) => On(DayOf(now));

    /// <summary>The same without its open calls, which may be many.</summary>
    public AnalystQuota WithoutOpen() => this with { Open = Open.Clear() };

    private AnalystQuota On(DateOnly day) => day <= Day
        ? this
        : this with
        {
            Day = day,
            Calls = 0,
            MicroDollars = 0,
            ByLane = [0, 0, 0],
            // What is open for a whole day will never be settled, and its own day was charged for it.
            Open = Open.RemoveRange(Open.Where(o => DayOf(o.Value.At) < day.AddDays(-1)).Select(static o => o.Key)),
        };

    private AnalystQuota With(QuotaEvent.Reserved reserved) => this with
    {
        Calls = Calls + 1,
        MicroDollars = MicroDollars + reserved.MicroDollars,
        ByLane = ByLane.SetItem((int)reserved.Lane, ByLane[(int)reserved.Lane] + 1),
        Open = Open.SetItem(reserved.Number, reserved),
        Next = Math.Max(Next, reserved.Number + 1),
        AllCalls = AllCalls + 1,
    };

    private AnalystQuota With(QuotaEvent.Reserved reserved, QuotaEvent.Settled settled)
    {
        var isOfToday = DayOf(reserved.At) == Day;
        var taken = settled.HasLeft ? 0 : 1;
        return this with
        {
            Calls = Calls - (isOfToday ? taken : 0),
            MicroDollars = MicroDollars + (isOfToday ? settled.MicroDollars - reserved.MicroDollars : 0),
            ByLane = isOfToday ? ByLane.SetItem((int)reserved.Lane, ByLane[(int)reserved.Lane] - taken) : ByLane,
            Open = Open.Remove(reserved.Number),
            AllCalls = AllCalls - taken,
            AllMicroDollars = AllMicroDollars + settled.MicroDollars,
            AllTokensIn = AllTokensIn + settled.TokensIn,
            AllTokensOut = AllTokensOut + settled.TokensOut,
        };
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static decimal LeftOf(DateOnly day, DateTimeOffset now) =>
        Math.Clamp((StartOf(day.AddDays(1)) - now).Ticks / (decimal)TimeSpan.TicksPerDay, 0, 1);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Dollars(long micro) => (micro / 1_000_000m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static string Kept(bool isKept) => isKept ? ", and the rest is kept for whoever comes first" : "";
}
