using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Enrichment;

/// <summary>A figure of an analysis: known, or absent for a reason, and with what it rests on.</summary>
public abstract record Estimate
{
    private protected Estimate(Evidence evidence) => Evidence = evidence;

    /// <summary>What it rests on; of an absent figure, what there was.</summary>
    public Evidence Evidence { get; init; }

    /// <summary>Why there is no value; absent where there is one.</summary>
    public abstract AbsenceReason? Reason { get; }

    internal static Estimate<T> Known<T>(T value, Evidence evidence)
        where T : notnull => new Estimate<T>.Known(value, evidence);

    internal static Estimate<T> Absent<T>(AbsenceReason why, Evidence evidence)
        where T : notnull => new Estimate<T>.Absent(why, evidence with { Confidence = 0 });

    /// <summary>A figure that follows from two others; absent for the reason of the first that is absent, and not computable where the function gives nothing.</summary>
    internal static Estimate<TOut> From<T1, T2, TOut>(Rule rule, Estimate<T1> first, Estimate<T2> second, Func<T1, T2, TOut?> of)
        where T1 : notnull
        where T2 : notnull
        where TOut : struct => From(rule, first, second, second, (one, two, _) => of(one, two));

    /// <summary>A figure that follows from three others.</summary>
    internal static Estimate<TOut> From<T1, T2, T3, TOut>(Rule rule, Estimate<T1> first, Estimate<T2> second, Estimate<T3> third, Func<T1, T2, T3, TOut?> of)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where TOut : struct
    {
        var evidence = Evidence.Derived(rule, first.Evidence, second.Evidence, third.Evidence);
        if (!first.TryGet(out var one) || !second.TryGet(out var two) || !third.TryGet(out var three))
            return Absent<TOut>(first.Reason ?? second.Reason ?? third.Reason!.Value, evidence);
        return of(one, two, three) is { } value ? Known(value, evidence) : Absent<TOut>(AbsenceReason.NotComputable, evidence);
    }
}

/// <summary>A figure of one kind.</summary>
/// <typeparam name="T">What it is when it is known.</typeparam>
public abstract record Estimate<T> : Estimate
    where T : notnull
{
    private Estimate(Evidence evidence)
        : base(evidence)
    {
    }

    /// <summary>The value, where there is one.</summary>
    public abstract bool TryGet([NotNullWhen(true)] out T? value);

    /// <summary>There is a value.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Evidence">What it rests on.</param>
    public sealed record Known(T Value, Evidence Evidence) : Estimate<T>(Evidence)
    {
        /// <inheritdoc />
        public override AbsenceReason? Reason => null;

        /// <inheritdoc />
        public override bool TryGet([NotNullWhen(true)] out T? value)
        {
            value = Value;
            return true;
        }
    }

    /// <summary>There is none.</summary>
    /// <param name="Why">Why not.</param>
    /// <param name="Evidence">What there was.</param>
    public sealed record Absent(AbsenceReason Why, Evidence Evidence) : Estimate<T>(Evidence)
    {
        /// <inheritdoc />
        public override AbsenceReason? Reason => Why;

        /// <inheritdoc />
        public override bool TryGet([NotNullWhen(true)] out T? value)
        {
            value = default;
            return false;
        }
    }
}
