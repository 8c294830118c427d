using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Deals.Bench.Processes;

/// <summary>A real process of one of the project's programs, started from its built dll, and ended for real.</summary>
internal sealed class ProcessUnderTest : IAsyncDisposable
{
    // Below what Linux, macOS and Windows take for connections of their own.
    private const int FirstKeptPort = 15_000;
    private const int LastKeptPort = 32_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _guard;

    private ProcessUnderTest(Process process) => _process = process;

    /// <summary>Everything that it printed, in order.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    /// <summary>Starts <c>dotnet {dll} {arguments}</c> with no setting of the machine that could reach it.</summary>
    public static ProcessUnderTest Start(string dll, string workingDirectory, params IEnumerable<string> arguments) =>
        // A path of its own stays as it is.
        StartProgram("dotnet", workingDirectory, [Path.Combine(AppContext.BaseDirectory, dll), .. arguments]);

    /// <summary>Starts any program in the same way.</summary>
    public static ProcessUnderTest StartProgram(string program, string workingDirectory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var key in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(key);
        var process = new Process { StartInfo = start };
        var started = new ProcessUnderTest(process);
        process.OutputDataReceived += (_, line) => started.Take(line.Data);
        process.ErrorDataReceived += (_, line) => started.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started._guard = Guard(process.Id);
        return started;

        static bool IsOurs(string key) =>
            key.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || key.Contains("__", StringComparison.Ordinal) || key.StartsWith("DEALS_", StringComparison.Ordinal);
    }

    /// <summary>A port of the loopback that nobody uses at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ports of the loopback that nobody uses, and that the system gives to nobody's connection: they are free again when a process that was killed is
    /// started again.</summary>
    public static IReadOnlyList<int> KeptPorts(int count)
    {
        var ports = new List<int>(count);
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(FirstKeptPort, LastKeptPort);
            if (!ports.Contains(port) && IsFree(port))
                ports.Add(port);
        }

        return ports;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await DismissGuardAsync();
    }

    /// <summary>SIGTERM: asks it to end in good order.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Sends it a signal by its name, such as <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{_process.Id}"]) { UseShellExecute = false });
        await kill!.WaitForExitAsync();
    }

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new NotInTimeException($"The process did not end within {within.TotalSeconds:0} s. Its last lines:\n{Tail()}", e);
        }

        await DismissGuardAsync();
        return _process.ExitCode;
    }

    /// <summary>The last lines that it printed, for a failure's message.</summary>
    public string Tail(int lines = 40) => string.Join('\n', _output.TakeLast(lines));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    // Before the process's number can be another's.
    private async Task DismissGuardAsync()
    {
        if (Interlocked.Exchange(ref _guard, null) is not { } guard)
            return;
        using (guard)
        {
            guard.Kill();
            await guard.WaitForExitAsync();
        }
    }

    /// <summary>Kills the process when this one ends, however it ends: the pipe between them closes then.</summary>
    private static Process? Guard(int id) => OperatingSystem.IsWindows() ? null : Process.Start(
        new ProcessStartInfo("sh", ["-c", "trap '' INT TERM HUP; read -r _; kill -KILL \"$1\" 2> /dev/null", "guard", $"{id}"]) { UseShellExecute = false, RedirectStandardInput = true });

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Take(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
