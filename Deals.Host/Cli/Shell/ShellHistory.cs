namespace Deals.Host.Cli.Shell;

/// <summary>The lines that were typed, kept between runs in a file that only its owner can read. Lines with a key in them are not kept.</summary>
internal sealed class ShellHistory
{
    /// <summary>How many lines are kept.</summary>
    public const int Most = 1000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _file;
    private readonly List<string> _lines = [];

    private ShellHistory(string? file) => _file = file;

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Why the lines are not kept, if they are not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where the user's state is: <c>$XDG_STATE_HOME/deals/history</c>, else <c>~/.local/state/deals/history</c>; on Windows below the local application data.</summary>
    public static string DefaultFile()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.IsPathRooted(state) ? state
            : Path.Combine(home, ".local", "state");
        return Path.Combine(folder, "deals", "history");
    }

    /// <summary>Reads what is kept; a file that cannot be used is a history that ends with the shell.</summary>
    public static ShellHistory Open(string file)
    {
        var history = new ShellHistory(file);
        history.TryStore(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!File.Exists(file))
                return;
            history._lines.AddRange(File.ReadLines(file).TakeLast(Most));
            history.Trim();
        });
        return history;
    }

    /// <summary>Remembers a line; not the same one twice in a row.</summary>
    public void Add(string line)
    {
        if (line.Length == 0 || (_lines.Count > 0 && _lines[^1] == line) || line.Contains("--api-key", StringComparison.OrdinalIgnoreCase))
            return;
        _lines.Add(line);
        if (_lines.Count > Most)
            _lines.RemoveAt(0);
        TryStore(() =>
        {
            using var writer = new StreamWriter(Open(_file!, FileMode.Append));
            writer.Write(line + "\n");
        });
    }

    // Only a start shortens the file, so that two shells at once lose nothing of each other.
    private void Trim()
    {
        var unfinished = $"{_file}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(Open(unfinished, FileMode.CreateNew)))
            _lines.ForEach(line => writer.Write(line + "\n"));
        File.Move(unfinished, _file!, overwrite: true);
    }

    private static FileStream Open(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }

    private void TryStore(Action store)
    {
        if (Problem is not null)
            return;
        try
        {
            store();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Problem = failure is UnauthorizedAccessException ? "its file may not be written." : failure.Message;
        }
    }
}
