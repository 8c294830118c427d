using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>Numbers as the analyst is told them: two digits and zeros. A cent more or less is no other question, and is not to be asked anew.</summary>
public static class Coarse
{
    private const long Digits = 100;

    /// <summary>The number to two digits, half up.</summary>
    /// <param name="number">0 or more.</param>
    public static long Of(long number)
    {
        var unit = 1L;
        while (number / unit >= Digits)
            unit *= 10;
        var rest = number % unit;
        return number - rest + (unit > 1 && rest >= unit - rest ? unit : 0);
    }

    /// <summary>The amount to two digits.</summary>
    public static Money Of(Money money) => money with { Minor = Of(money.Minor) };
}
