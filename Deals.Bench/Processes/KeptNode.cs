using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Deals.Bench.Processes;

/// <summary>The end of a node that nobody had asked for.</summary>
/// <param name="Number">The node.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="LastWords">What it printed last.</param>
internal sealed record OwnEnd(int Number, int ExitCode, string LastWords);

/// <summary>A node of a cluster that somebody keeps running, as a script or Kubernetes does: one that has ended by itself is started again after two seconds,
/// one that was killed when its time has come. Whoever waits for anything has to look after it meanwhile: see <see cref="Tend"/>.</summary>
internal sealed class KeptNode(int number, Node node) : IAsyncDisposable
{
    private const string EpochBegins = "The budget's epoch ";
    private static readonly TimeSpan RestAfterOwnEnd = TimeSpan.FromSeconds(2);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _startAt = TimeSpan.Zero;
    private ProcessUnderTest? _process;

    /// <summary>From 1.</summary>
    public int Number => number;

    /// <summary>Its faces.</summary>
    public Node Node => node;

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The latest epoch of the budget that began on it; 0 for none.</summary>
    public long Epoch => _process is null ? 0 : _process.Output
        .Where(line => line.Contains(EpochBegins, StringComparison.Ordinal))
        .Select(line => long.Parse(line[(line.IndexOf(EpochBegins, StringComparison.Ordinal) + EpochBegins.Length)..].Split(' ')[0], CultureInfo.InvariantCulture))
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>Starts it where its time has come.</summary>
    /// <returns>Its end, where it has ended by itself since the last look.</returns>
    public OwnEnd? Tend()
    {
        if (_startAt is { } at)
        {
            if (_clock.Elapsed < at)
                return null;
            node.StartAgain();
            (_process, _startAt) = (node.Process, null);
            return null;
        }

        if (IsRunning)
            return null;
        _startAt = _clock.Elapsed + RestAfterOwnEnd;
        return new OwnEnd(number, _process!.ExitCode, _process.Tail(12));
    }

    /// <summary>Kills it; it is started again after a time.</summary>
    public async Task KillAsync(TimeSpan restartAfter)
    {
        // Its time counts from the kill.
        var killed = _clock.Elapsed;
        await node.KillAsync();
        _startAt = killed + restartAfter;
    }

    /// <summary>Whether it is ready and sees so many members, all of them up and heard.</summary>
    public async Task<bool> SeesAllAsync(int members)
    {
        if (!IsRunning)
            return false;
        try
        {
            if (await node.StatusOf("/health/ready") != HttpStatusCode.OK)
                return false;
            var seen = (await node.GetAsync("/api/cluster"))["members"]!.AsArray();
            return seen.Count == members && seen.All(m => m!["status"]!.GetValue<string>() == "up" && m["reachable"]!.GetValue<bool>());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Asks it to end; its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan within)
    {
        await node.Process.TerminateAsync();
        return await node.Process.ExitAsync(within);
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
