using Deals.Actors.Serialization;

namespace Deals.Actors.Processing;

/// <summary>What is remembered of making analyses again. Closed.</summary>
public abstract record RecomputeEvent : IDealsWire
{
    private RecomputeEvent(DateTimeOffset at, long run)
    {
        At = at;
        Run = run;
    }

    /// <summary>Domain time.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The run, from 1.</summary>
    public long Run { get; }

    /// <summary>A run began; one before it that had not ended is given up.</summary>
    /// <param name="When">When.</param>
    /// <param name="Number">The run.</param>
    /// <param name="Version">The version of the rules.</param>
    /// <param name="Settings">The fingerprint of the settings of all marketplaces.</param>
    /// <param name="IsWhole">Whether it goes through all bodies, as an operator wants, and not only through those that need it.</param>
    /// <param name="Total">Deals that it goes through, as they were counted.</param>
    public sealed record Began(DateTimeOffset When, long Number, int Version, string Settings, bool IsWhole, long Total) : RecomputeEvent(When, Number);

    /// <summary>It has come so far: every deal up to the cursor has answered, or has nothing to be told.</summary>
    /// <param name="When">When.</param>
    /// <param name="Number">The run.</param>
    /// <param name="Cursor">The last deal's id.</param>
    /// <param name="Counts">What became of all deals of the run so far.</param>
    public sealed record Advanced(DateTimeOffset When, long Number, string Cursor, RecomputeCounts Counts) : RecomputeEvent(When, Number);

    /// <summary>It has gone through all.</summary>
    /// <param name="When">When.</param>
    /// <param name="Number">The run.</param>
    public sealed record Ended(DateTimeOffset When, long Number) : RecomputeEvent(When, Number);
}

/// <summary>What became of the deals of a run.</summary>
/// <param name="Done">All that it has gone through.</param>
/// <param name="Changed">Those that took another appraisal.</param>
/// <param name="Unreadable">Those whose stored body gives no appraisal: the one that they have stays.</param>
/// <param name="Missing">Those of whose product no body is stored.</param>
/// <param name="Unanswered">Those that did not answer, or refused.</param>
public sealed record RecomputeCounts(long Done, long Changed, long Unreadable, long Missing, long Unanswered)
{
    /// <summary>Nothing was done.</summary>
    public static readonly RecomputeCounts None = new(0, 0, 0, 0, 0);

    /// <summary>Those that are as they were before, however often it is tried.</summary>
    public long Left => Unreadable + Missing + Unanswered;

    /// <summary>The sum of both.</summary>
    public RecomputeCounts Plus(RecomputeCounts other) =>
        new(Done + other.Done, Changed + other.Changed, Unreadable + other.Unreadable, Missing + other.Missing, Unanswered + other.Unanswered);
}

/// <summary>The last run: applied events, nothing decided.</summary>
public sealed record RecomputeState : IDealsWire
{
    /// <summary>There was none.</summary>
    public static readonly RecomputeState None = new();

    /// <summary>Its number; 0 where there was none.</summary>
    public long Run { get; init; }

    /// <summary>The version of its rules.</summary>
    public int Version { get; init; }

    /// <summary>The fingerprint of its settings.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Whether it goes through all bodies.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Deals that it goes through, as they were counted when it began.</summary>
    public long Total { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>When it ended; absent while it goes on.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The id up to which it has gone; empty at the beginning.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>What became of them.</summary>
    public RecomputeCounts Counts { get; init; } = RecomputeCounts.None;

    /// <summary>Whether it goes on.</summary>
    public bool IsOpen => Began is not null && Ended is null;

    /// <summary>Whether it was by these rules and settings.</summary>
    public bool IsBy(int version, string settings) => Version == version && Settings == settings;

    /// <summary>Takes over an event.</summary>
    public RecomputeState Apply(RecomputeEvent e) => e switch
    {
        RecomputeEvent.Began b => new RecomputeState { Run = b.Run, Version = b.Version, Settings = b.Settings, IsWhole = b.IsWhole, Total = b.Total, Began = b.At },
        RecomputeEvent.Advanced a when a.Run == Run => this with { Cursor = a.Cursor, Counts = a.Counts },
        RecomputeEvent.Ended d when d.Run == Run => this with { Ended = d.At },
        _ => this,
    };
}
