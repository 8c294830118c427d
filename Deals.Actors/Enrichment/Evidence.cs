using System.Runtime.InteropServices;

namespace Deals.Actors.Enrichment;

/// <summary>What a figure rests on.</summary>
/// <param name="Rule">How it was found.</param>
/// <param name="Samples">Sales, drops or points that it rests on; of several inputs the fewest; absent where nothing is sampled, such as a fee that Keepa states.</param>
/// <param name="Window">From when to when they were looked for; absent where nothing is sampled.</param>
/// <param name="Confidence">0 to 1, four digits. Of n samples n / (n + 5), by the settings' half confidence; of a mean or a share over time the part of its window that is known; of what Keepa states 1; of a
/// default fee a half; of several inputs the least. 0 of what is absent.</param>
/// <param name="OldestInput">When the oldest input was true by its source's clock; absent where there was no input at all.</param>
public sealed record Evidence(Rule Rule, int? Samples, EvidenceWindow? Window, decimal Confidence, DateTimeOffset? OldestInput)
{
    /// <summary>Whether a default of the settings stands for a fee that Keepa did not state. Such a figure is an assumption, and nothing is to be listed on its own strength.</summary>
    public bool RestsOnDefaults => Rule.RestsOnDefaults;

    /// <summary>What Keepa states at a time.</summary>
    public static Evidence Told(Rule rule, DateTimeOffset? at) => new(rule, null, null, 1, at);

    /// <summary>What follows from others: as weak as the weakest and as old as the oldest of them.</summary>
    public static Evidence Derived(Rule rule, params ReadOnlySpan<Evidence> inputs)
    {
        var all = inputs[0];
        foreach (var other in inputs[1..])
            all = all.With(other);
        var onDefaults = false;
        foreach (var input in inputs)
            onDefaults |= input.RestsOnDefaults;
        return all with { Rule = onDefaults ? rule.OnDefaults() : rule };
    }

    private Evidence With(Evidence other) => this with
    {
        Samples = Least(Samples, other.Samples),
        Window = Window is { } window ? window.With(other.Window) : other.Window,
        Confidence = Math.Min(Confidence, other.Confidence),
        OldestInput = Least(OldestInput, other.OldestInput),
    };

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> => one is null || other?.CompareTo(one.Value) < 0 ? other : one;
}

/// <summary>A span of time, without its start and with its end.</summary>
/// <param name="From">After which.</param>
/// <param name="To">Until when.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EvidenceWindow(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The days before an instant.</summary>
    public static EvidenceWindow Before(DateTimeOffset to, int days) => new(to.AddDays(-days), to);

    /// <summary>What covers both.</summary>
    internal EvidenceWindow With(EvidenceWindow? other) => other is { } o
        ? new EvidenceWindow(o.From < From ? o.From : From, o.To > To ? o.To : To)
        : this;
}
