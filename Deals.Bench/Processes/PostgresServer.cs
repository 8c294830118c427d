using System.Diagnostics;
using Deals.Actors.Storage;
using Npgsql;

namespace Deals.Bench.Processes;

/// <summary>A real PostgreSQL server of a run's own, in a temporary folder, at a free port of the loopback: for tests and benches, without a care for power cuts.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "deals";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly string _binaries;
    private readonly string? _user;
    private ProcessUnderTest? _process;
    private int _databases;

    private PostgresServer(string binaries, string? user, string folder, int port) => (_binaries, _user, _folder, Port) = (binaries, user, folder, port);

    /// <summary>Why no server can be started here; absent where one can.</summary>
    public static string? Missing { get; } = Binaries() is null ? "No PostgreSQL server is installed: initdb and postgres are neither in PATH nor in /usr/lib/postgresql/*/bin." : null;

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>What it printed since its last start.</summary>
    public IReadOnlyList<string> Output => _process?.Output ?? [];

    /// <summary>Makes a new server and starts it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var binaries = Binaries() ?? throw new InvalidOperationException(Missing);
        // The server refuses to run as root.
        var user = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? UserThatIsThere("postgres", "nobody") : null;
        var folder = Path.Combine(Path.GetTempPath(), "deals-postgres-" + Guid.NewGuid().ToString("N"));
        var server = new PostgresServer(binaries, user, folder, ProcessUnderTest.FreePort());
        await server.RunAsync("initdb", "-D", folder, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it again at the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        // Nothing here has to survive the machine; what a killed server has committed is there again all the same.
        string[] arguments =
        [
            "-D", _folder, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off",
            "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB", "-c", "max_connections=200", "-c", "log_min_messages=warning",
        ];
        var (program, words) = AsUser("postgres", arguments);
        _process = ProcessUnderTest.StartProgram(program, Path.GetTempPath(), words);
        await Eventually.Holds($"PostgreSQL answers at {Port}", Patience, AnswersAsync);
    }

    /// <summary>The connection string of a database of this server.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username={Superuser};Password=not-asked-for;Database={database}";

    /// <summary>Makes a database, with our schema in it unless it is to be empty; gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(bool empty = false)
    {
        var name = $"deals_{Interlocked.Increment(ref _databases)}";
        await using (var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false"))
        await using (var create = source.CreateCommand($"CREATE DATABASE {name}"))
            await create.ExecuteNonQueryAsync();
        var connectionString = ConnectionString(name);
        if (empty)
            return connectionString;
        using var made = PostgresSource.From(connectionString);
        new PostgresSchema(made).Migrate();
        return connectionString;
    }

    /// <summary>Ends it at once; what was committed is there at the next start.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        // SIGQUIT: the children go too, and its shared memory.
        await process.SignalAsync("QUIT");
        await process.ExitAsync(Patience);
        await process.DisposeAsync();
    }

    /// <summary>Freezes the server with all who are connected, as a machine that hangs does; <see cref="ThawAsync"/> lets it go on.</summary>
    public Task FreezeAsync() => SignalAllAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => SignalAllAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await ThawAsync();
        await StopAsync();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException e)
        {
            Console.WriteLine($"{_folder} stays: {e.Message}");
        }
    }

    private async Task SignalAllAsync(string signal)
    {
        if (_process is not { HasExited: false } process)
            return;
        await RunPlainAsync("pkill", "-" + signal, "-P", $"{process.Id}");
        await process.SignalAsync(signal);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
            throw new NotInTimeException($"PostgreSQL ended with {_process.ExitCode}:\n{_process.Tail()}");
        try
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
            await using var connection = await source.OpenConnectionAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var (file, words) = AsUser(program, arguments);
        await RunPlainAsync(file, [.. words]);
    }

    private static async Task RunPlainAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 && program != "pkill")
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await error}");
    }

    /// <summary>setpriv becomes the program that it starts, so that a signal to it reaches the server.</summary>
    private (string Program, IEnumerable<string> Words) AsUser(string program, IEnumerable<string> arguments)
    {
        var file = Path.Combine(_binaries, program);
        return _user is null
            ? (file, arguments)
            : ("setpriv", ["--reuid", _user, "--regid", GroupOf(_user), "--clear-groups", file, .. arguments]);
    }

    private static string GroupOf(string user) => user == "nobody" ? "nogroup" : user;

    private static string UserThatIsThere(params string[] users)
    {
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return users.FirstOrDefault(known.Contains) ?? throw new InvalidOperationException($"PostgreSQL does not run as root, and none of {string.Join(", ", users)} is a user of this machine.");
    }

    private static string? Binaries()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        const string Debian = "/usr/lib/postgresql";
        if (Directory.Exists(Debian))
            folders.InsertRange(0, Directory.EnumerateDirectories(Debian).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")));
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb" + extension)) && File.Exists(Path.Combine(folder, "postgres" + extension)));
    }
}
