using System.Data.Common;
using Deals.Actors.Hosting;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>The connection string of a PostgreSQL database, checked, with our own choices where it leaves one.</summary>
public static class PostgresSettings
{
    // Three nodes and an operator have room under PostgreSQL's own limit of 100.
    private const int MostConnections = 30;

    // A server that is there takes a connection in milliseconds; one that is not must be said before a probe gives up.
    private const int ConnectSeconds = 5;

    // The longest statement of a node's daily work takes well under a second on a million deals; what takes longer hangs.
    private const int CommandSeconds = 10;

    // Everything that runs again and again is prepared on its connection at its second use.
    private const int PreparedStatements = 60;
    private const int PreparedAtUse = 2;

    // The one join that is asked of the database is that of tags with their events, from a position on, a page at a time. Where many events follow, the planner
    // takes a merge join, which walks through the whole journal up to the position for every page: 876 ms for a page at 1.5 million events against 0.8 ms, measured.
    private const string Planner = "-c enable_mergejoin=off -c enable_hashjoin=off";

    // A node that hangs in the middle of a transaction must not commit it long after the stream of events has passed its number: see LateEvents.
    private const string Idle = "-c idle_in_transaction_session_timeout=60s";

    /// <summary>Reads it.</summary>
    /// <exception cref="SettingException">It cannot be read, names no server, or names a file that is not there.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        var settings = Parse(connectionString);
        if (string.IsNullOrWhiteSpace(settings.Host))
            throw Wrong("a server (Host=...)");
        if (string.IsNullOrWhiteSpace(settings.Database))
            throw Wrong("a database (Database=...)");
        Require(settings.RootCertificate, "Root Certificate");
        Require(settings.SslCertificate, "SSL Certificate");
        Require(settings.SslKey, "SSL Key");
        Require(settings.Passfile, "Passfile");

        Default(settings, "Application Name", () => settings.ApplicationName = "deals");
        Default(settings, "Maximum Pool Size", () => settings.MaxPoolSize = Math.Max(MostConnections, settings.MinPoolSize));
        Default(settings, "Timeout", () => settings.Timeout = ConnectSeconds);
        Default(settings, "Command Timeout", () => settings.CommandTimeout = CommandSeconds);
        Default(settings, "Max Auto Prepare", () => settings.MaxAutoPrepare = PreparedStatements);
        Default(settings, "Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = PreparedAtUse);
        settings.Options = $"{Planner} {Idle} {settings.Options}".TrimEnd();
        return settings;
    }

    /// <summary>What to throw about it; its value, which may hold a password, is not shown.</summary>
    public static SettingException Wrong(string expected) => SettingException.WrongSecret(PostgresSource.Key, expected);

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var words = new DbConnectionStringBuilder();
        try
        {
            words.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw Wrong("text such as Host=db;Database=deals;Username=deals;Password=...");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        foreach (string word in words.Keys)
        {
            try
            {
                settings[word] = words[word];
            }
            catch (Exception unknown) when (unknown is ArgumentException or KeyNotFoundException or FormatException or OverflowException or InvalidCastException)
            {
                throw Wrong($"'{word}' as Npgsql takes it (it does not know the word or cannot read its value)");
            }
        }

        return settings;
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string word, Action set)
    {
        if (!settings.ShouldSerialize(word))
            set();
    }

    private static void Require(string? file, string word)
    {
        if (!string.IsNullOrEmpty(file) && !File.Exists(file))
            throw Wrong($"a file that is there as {word} ('{file}' is not)");
    }
}
