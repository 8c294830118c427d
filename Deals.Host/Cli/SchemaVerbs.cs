using System.Text.Json;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Storage;
using Deals.Host.Start;

namespace Deals.Host.Cli;

/// <summary><c>schema status</c> and <c>schema migrate</c>: they need no node, and read the settings as a node does.</summary>
internal static class SchemaVerbs
{
    private const string Json = "--json";

    /// <summary>What they are called, for the help.</summary>
    public static Palette Palette { get; } = new(
        "schema",
        "The schema of the database; works without a node, on the settings that a node would have",
        [
            new PaletteCommand("status", "Says which schema version the database has, and which this program works with", AsJson()),
            new PaletteCommand("migrate", "Makes the schema in the PostgreSQL database, or brings it to this program's version", AsJson()) { Mutates = true },
        ]);

    /// <summary>Runs one of them; gives the exit code.</summary>
    public static async Task<int> RunAsync(CommandLine line, bool asksForHelp, TextWriter output, TextWriter error)
    {
        var words = line.Verb.Where(w => w is not ("help" or "--help" or "-h" or "-?" or "/?")).ToList();
        var command = Palette.Commands.FirstOrDefault(c => c.Name == words.ElementAtOrDefault(1));
        if (asksForHelp)
        {
            foreach (var text in command is null ? HelpText.Lines(Palette) : HelpText.LocalLines(Palette, command))
                await output.WriteLineAsync(text);
            return ExitCode.Done;
        }

        if (command is null || words.Skip(2).Any(w => w != Json))
        {
            await error.WriteLineAsync(command is null
                ? $"schema takes one of {string.Join(", ", Palette.Commands.Select(c => c.Name))}."
                : $"schema {command.Name} takes {Json} and nothing else; settings such as --Persistence:Provider=PostgreSql come before the verb.");
            return ExitCode.WrongArguments;
        }

        try
        {
            var persistence = PersistenceOptions.From(NodeSettings.Read(line.Settings).Configuration);
            var answer = persistence.Provider == PersistenceProvider.PostgreSql
                ? OnPostgres(persistence, isMigration: command.Name == "migrate")
                : OnFiles(persistence, isMigration: command.Name == "migrate");
            await output.WriteLineAsync(words.Contains(Json, StringComparer.Ordinal) ? JsonSerializer.Serialize(answer, InspectionJson.Options) : answer.Text);
            return ExitCode.Done;
        }
        catch (Exception failure) when (failure is StorageException or SettingException)
        {
            await error.WriteLineAsync(failure.Message);
            return failure is SettingException ? ExitCode.WrongArguments : ExitCode.Failed;
        }
    }

    private static SchemaAnswer OnPostgres(PersistenceOptions persistence, bool isMigration)
    {
        using var source = PostgresSource.From(persistence.ConnectionString!);
        var schema = new PostgresSchema(source);
        if (!isMigration)
        {
            var version = schema.Read();
            return new SchemaAnswer("PostgreSql", version, PostgresSchema.Version, [], version switch
            {
                0 => $"The database has no schema yet; this program works with version {PostgresSchema.Version}: run 'schema migrate'.",
                _ when version < PostgresSchema.Version => $"The database has schema version {version}; this program works with version {PostgresSchema.Version}: run 'schema migrate'.",
                _ when version > PostgresSchema.Version => $"The database has schema version {version}, newer than this program's {PostgresSchema.Version}.",
                _ => $"The database has schema version {version}, with which this program works.",
            });
        }

        var done = schema.Migrate();
        string[] steps = [.. done.Steps.Select(s => $"{s.Number} {s.Name}")];
        return new SchemaAnswer("PostgreSql", done.To, PostgresSchema.Version, steps, steps.Length == 0
            ? $"Nothing had to be done: the database has schema version {done.To}."
            : $"The database has schema version {done.To} now; steps taken: {string.Join(", ", steps)}.");
    }

    private static SchemaAnswer OnFiles(PersistenceOptions persistence, bool isMigration)
    {
        var stored = new SqliteJournalStore(new SqliteFiles(persistence.AbsoluteDirectory)).ReadVersion();
        var where = $"The data folder {persistence.AbsoluteDirectory}";
        return new SchemaAnswer("Sqlite", stored ?? 0, SqliteJournalStore.Version, [], (stored, isMigration) switch
        {
            (null, _) => $"{where} holds no data yet; a node makes it at its start, with schema version {SqliteJournalStore.Version}.",
            (_, true) => $"Nothing had to be done: a node on SQLite makes its files itself. {where} has schema version {stored}.",
            (SqliteJournalStore.Version, _) => $"{where} has schema version {stored}, with which this program works.",
            _ => $"{where} has schema version {stored}; this program works with version {SqliteJournalStore.Version} alone.",
        });
    }

    private static PaletteArgument AsJson() => new("json", "Answer in JSON, for scripts", Json);

    /// <summary>What is answered.</summary>
    /// <param name="Provider">Sqlite or PostgreSql.</param>
    /// <param name="Version">The version of what is stored; 0 where nothing is.</param>
    /// <param name="Expected">The version that this program works with.</param>
    /// <param name="Steps">The steps that were taken, in order.</param>
    /// <param name="Text">The same in one sentence.</param>
    private sealed record SchemaAnswer(string Provider, int Version, int Expected, IReadOnlyList<string> Steps, string Text);
}
