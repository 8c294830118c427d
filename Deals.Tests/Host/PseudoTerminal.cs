using System.Diagnostics;
using System.Text;

namespace Deals.Tests.Host;

/// <summary>A test that types at a terminal. <c>script</c> of util-linux makes one; nothing in .NET does, and a redirected input is not a terminal: line editing
/// would not be tested at all.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PseudoTerminalFactAttribute : FactAttribute
{
    public PseudoTerminalFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(PseudoTerminal.Script))
            Skip = $"There is no {PseudoTerminal.Script} (util-linux) to make a terminal with.";
    }
}

/// <summary>A process at a terminal of its own: keys go in, what it draws comes out.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    public const string Script = "/usr/bin/script";
    public const string Up = "\u001b[A";
    public const string Left = "\u001b[D";
    public const string Home = "\u001b[H";
    public const string Tab = "\t";
    public const string Enter = "\r";
    public const string CtrlC = "\u0003";
    public const string CtrlD = "\u0004";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _drawn = new();
    private readonly SemaphoreSlim _more = new(0);
    private int _read;

    private PseudoTerminal(Process process)
    {
        _process = process;
        _ = PumpAsync();
    }

    /// <summary>Starts a command in a terminal of so many columns.</summary>
    public static PseudoTerminal Start(string command, int columns, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Script, ["-qfec", $"stty rows 24 cols {columns}; exec {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new PseudoTerminal(Process.Start(start)!);
    }

    /// <summary>Types keys.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until something is drawn after what was waited for before; gives what came up to it.</summary>
    public async Task<string> SeeAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            lock (_drawn)
            {
                var drawn = _drawn.ToString();
                var at = drawn.IndexOf(text, _read, StringComparison.Ordinal);
                if (at >= 0)
                {
                    var seen = drawn[_read..(at + text.Length)];
                    _read = at + text.Length;
                    return seen;
                }
            }

            try
            {
                await _more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                lock (_drawn)
                    throw new NotInTimeException($"'{text}' was not drawn within {Patience.TotalSeconds:0} s. After what was seen before came:\n{_drawn.ToString()[_read..]}");
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _more.Dispose();
    }

    private async Task PumpAsync()
    {
        var buffer = new char[4096];
        try
        {
            for (int read; (read = await _process.StandardOutput.ReadAsync(buffer)) > 0;)
            {
                lock (_drawn)
                    _drawn.Append(buffer, 0, read);
                _more.Release();
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone; whoever waits for more is told by the deadline.
        }
    }
}
