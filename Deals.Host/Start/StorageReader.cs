using Deals.Actors.Inspection;
using Deals.Actors.Storage;

namespace Deals.Host.Start;

/// <summary>Looks whether the journal answers. The look writes, so one is shared by everybody who asks within two seconds.</summary>
internal sealed class StorageReader(JournalStore journal, StoragePlace place) : IStorageReader
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<StorageReport>? _last;
    private long _lastAt;

    /// <inheritdoc />
    public Task<StorageReport> ReadAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_last is null || TimeProvider.System.GetElapsedTime(_lastAt) > GoodFor)
                (_last, _lastAt) = (Task.Run(Look, CancellationToken.None), TimeProvider.System.GetTimestamp());
            return _last.WaitAsync(cancellation);
        }
    }

    private StorageReport Look()
    {
        var wrong = journal.Probe();
        return new StorageReport(wrong is null, wrong is null ? null : place.Public(wrong), journal.SchemaVersion);
    }
}
