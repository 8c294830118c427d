using Deals.Actors.Inspection;
using Deals.Actors.Storage;

namespace Deals.Host.Start;

/// <summary>Looks whether the journal answers. The look writes, so one is shared by everybody who asks within two seconds.</summary>
internal sealed class StorageReader(JournalStore journal, StoragePlace place) : IStorageReader
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    // Whoever probes gives up after a few seconds, and a database that hangs is to be told before.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private readonly Lock _lock = new();
    private Task<StorageReport>? _last;
    private long _lastAt;

    /// <inheritdoc />
    public async Task<StorageReport> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await Shared().WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            return new StorageReport(false, "The journal did not answer in time.", journal.SchemaVersion);
        }
    }

    private Task<StorageReport> Shared()
    {
        lock (_lock)
        {
            // One that hangs is waited for by all: another one would hang beside it.
            if (_last is null || (_last.IsCompleted && TimeProvider.System.GetElapsedTime(_lastAt) > GoodFor))
                (_last, _lastAt) = (Task.Run(Look, CancellationToken.None), TimeProvider.System.GetTimestamp());
            return _last;
        }
    }

    private StorageReport Look()
    {
        var wrong = journal.Probe();
        return new StorageReport(wrong is null, wrong is null ? null : place.Public(wrong), journal.SchemaVersion);
    }
}
