using System.Runtime.InteropServices;

namespace Deals.Host.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the verb to end, so that it can say where it stands; the second ends the process at once. A shell takes
/// Ctrl-C itself: it ends what runs in it.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration _ctrlC;
    private readonly PosixSignalRegistration _term;

    public Interruption() => (_ctrlC, _term) = (PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take));

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Takes Ctrl-C no more; somebody else does.</summary>
    public void LeaveCtrlC() => _ctrlC.Dispose();

    /// <inheritdoc />
    public void Dispose()
    {
        _ctrlC.Dispose();
        _term.Dispose();
        _asked.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        if (_asked.IsCancellationRequested)
            return;
        context.Cancel = true;
        _asked.Cancel();
    }
}
