using System.Runtime.InteropServices;

namespace Deals.Host.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the verb to end, so that it can say where it stands; the second ends the process at once. A shell takes
/// both over for each verb anew: while it waits for a line there is nothing to end in good order.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration _ctrlC;
    private readonly PosixSignalRegistration _term;

    public Interruption() => (_ctrlC, _term) = (PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take));

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Takes no signal any more.</summary>
    public void Leave()
    {
        _ctrlC.Dispose();
        _term.Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Leave();
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
