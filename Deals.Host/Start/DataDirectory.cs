using System.Globalization;
using System.Text.Json;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;

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
            return new DomainClock(Stored(file, time), time.Scale, wall);
        var origin = time.Origin ?? wall.GetUtcNow();
        var draft = file + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new StoredClock(origin, time.Scale), InspectionJson.Options));
        File.Move(draft, file, overwrite: true);
        return new DomainClock(origin, time.Scale, wall);
    }

    private static DateTimeOffset Stored(string file, TimeOptions time)
    {
        var stored = Read(file);
        if (time.Origin is { } origin && origin != stored.Origin)
            throw SettingException.Wrong("Time:Origin", InspectionJson.Instant(origin), $"{InspectionJson.Instant(stored.Origin)}, with which this data was begun,");
        return stored.Scale == time.Scale
            ? stored.Origin
            : throw SettingException.Wrong("Time:Scale", Text(time.Scale), $"{Text(stored.Scale)}, with which this data was begun,");
    }

    private static StoredClock Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredClock>(File.ReadAllText(file), InspectionJson.Options) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException unreadable)
        {
            throw new StartException($"The data's clock {file} cannot be read: restore it, or begin with another Persistence:Directory.", unreadable);
        }
    }

    private static string Text(double scale) => scale.ToString(CultureInfo.InvariantCulture);

    private sealed record StoredClock(DateTimeOffset Origin, double Scale);
}
