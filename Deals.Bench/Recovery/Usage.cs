using System.Diagnostics.Tracing;
using System.Globalization;
using Deals.Bench.Processes;
using Microsoft.Diagnostics.NETCore.Client;

namespace Deals.Bench.Recovery;

/// <summary>What another process holds and uses.</summary>
internal static class Usage
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";

    // The runtime's GCHeapCollect keyword: whoever begins to listen to it lets the heap be collected.
    private const long Collect = 0x80_0000;
    private const int Collections = 4;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    /// <summary>Resident bytes of a process.</summary>
    public static long Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>What a process has used of the processor.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        using var it = System.Diagnostics.Process.GetProcessById(process);
        return it.TotalProcessorTime;
    }

    /// <summary>Lets a .NET process collect its garbage, and gives what is resident then.</summary>
    public static async Task<long> CollectedAsync(int process, CancellationToken cancellation)
    {
        var client = new DiagnosticsClient(process);
        for (var i = 0; i < Collections; i++)
        {
            using var session = await client.StartEventPipeSessionAsync([new EventPipeProvider(Runtime, EventLevel.Informational, Collect)], requestRundown: false, circularBufferMB: 1, cancellation);
            var read = session.EventStream.CopyToAsync(Stream.Null, cancellation);
            await Pause.ForAsync(Between, cancellation);
            await session.StopAsync(cancellation);
            await read;
        }

        await Pause.ForAsync(Between, cancellation);
        return Resident(process);
    }
}
