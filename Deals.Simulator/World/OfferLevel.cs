namespace Deals.Simulator.World;

/// <summary>How many offers of a condition there are. Time is cut into blocks that begin with a number of their own; in a block every sale takes one away,
/// restocks and withdrawals lead to the number that the next block begins with. So any moment can be asked for, and no two blocks disagree.</summary>
internal sealed class OfferLevel(Noise noise, Product product, long key, double median, bool isUsed)
{
    private const double BlockMinutes = 20 * 1440;
    private const double Spread = 0.25;
    private const int MostBlocksBack = 40;

    /// <summary>The number at a minute, and since when.</summary>
    public (long Level, double Since) At(double minute)
    {
        var block = (long)Math.Floor(minute / BlockMinutes);
        for (var back = 0; back < MostBlocksBack; back++)
        {
            var steps = Steps(block - back);
            var last = steps.FindLastIndex(s => s.At <= minute);
            if (last >= 0)
                return (steps[last].Level, steps[last].At);
        }

        return (Start(block - MostBlocksBack + 1), (block - MostBlocksBack + 1) * BlockMinutes);
    }

    /// <summary>The changes after one minute and up to another.</summary>
    public IEnumerable<(double At, long Level)> Between(double after, double upTo)
    {
        var last = (long)Math.Floor(upTo / BlockMinutes);
        for (var block = (long)Math.Floor(after / BlockMinutes); block <= last; block++)
        {
            foreach (var step in Steps(block).Where(s => s.At > after && s.At <= upTo))
                yield return step;
        }
    }

    private long Start(long block) => Math.Clamp((long)Math.Round(median * Math.Exp(Spread * noise.Normal(key, block, 1))), 1, 60);

    private List<(double At, long Level)> Steps(long block)
    {
        var from = block * BlockMinutes;
        var (level, next) = (Start(block), Start(block + 1));
        var plan = product.Sales.Between(from, from + BlockMinutes).Where(s => s.IsUsed == isUsed).Select(s => (s.At, Step: -1, IsSale: true)).ToList();
        // Some sellers come and go without a sale: a count that falls for no sale at all.
        var idle = noise.Below(3, key, block, 2);
        var (restocks, withdrawals) = (idle + Math.Max(0, next - level + plan.Count), idle + Math.Max(0, level - plan.Count - next));
        for (var i = 0; i < restocks + withdrawals; i++)
            plan.Add((from + (BlockMinutes * 0.95 * noise.Unit(key, block, 10 + i)), i < restocks ? 1 : -1, false));
        plan.Sort((a, b) => a.At.CompareTo(b.At));
        return Walk(plan, level, next, from + BlockMinutes);
    }

    private static List<(double At, long Level)> Walk(List<(double At, int Step, bool IsSale)> plan, long level, long next, double until)
    {
        var steps = new List<(double At, long Level)>(plan.Count + 4);
        var before = until - BlockMinutes;
        foreach (var (at, step, isSale) in plan)
        {
            if (level + step < 1 && !isSale)
                continue;
            // Nobody sells the last one: somebody came just before.
            if (level + step < 1)
                steps.Add((before + ((at - before) / 2), ++level));
            level += step;
            steps.Add((at, level));
            before = at;
        }

        for (var missing = level - next; missing != 0; missing -= Math.Sign(missing))
        {
            before += (until - before) / 4;
            level -= Math.Sign(missing);
            steps.Add((before, level));
        }

        return steps;
    }
}
