using System.Text.Json;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The folder that holds everything the node stores. One process owns it at a time, and it remembers the domain's clock, so that a restart does
/// not jump in time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "node.lock";
    private const string ClockName = "clock.json";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held, DomainClock clock) => (Path, _lock, Clock) = (path, held, clock);

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The domain's clock.</summary>
    public DomainClock Clock { get; }

    /// <summary>Takes the folder, and makes it at the first start.</summary>
    /// <exception cref="StartException">Another process has it, or it cannot be written.</exception>
    /// <exception cref="SettingException">The data has another clock than the settings.</exception>
    public static DataDirectory Open(PersistenceOptions persistence, TimeOptions time, TimeProvider wall)
    {
        var path = persistence.AbsoluteDirectory;
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = Take(path);
            return new DataDirectory(path, held, ClockOf(System.IO.Path.Combine(path, ClockName), time, wall));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new StartException($"The data folder {path} cannot be used: {failure.Message} Persistence:Directory sets another.", failure);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    // The kernel gives the lock back when the process ends, however it ends.
    private static FileStream Take(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new StartException($"The data folder {path} is in use by another process: Persistence:Directory sets another.", taken);
        }
    }

    private static DomainClock ClockOf(string file, TimeOptions time, TimeProvider wall)
    {
        if (File.Exists(file))
            return Read(file).Run(time, wall);
        var first = StoredClock.First(time, wall);
        var draft = file + ".new";
        File.WriteAllText(draft, first.ToText());
        File.Move(draft, file, overwrite: true);
        return first.Run(time, wall);
    }

    private static StoredClock Read(string file)
    {
        try
        {
            return StoredClock.Parse(File.ReadAllText(file));
        }
        catch (JsonException unreadable)
        {
            throw new StartException($"The data's clock {file} cannot be read: restore it, or begin with another Persistence:Directory.", unreadable);
        }
    }
}
