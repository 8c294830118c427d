using Deals.Actors.Storage;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Where everything is stored.</summary>
public enum PersistenceProvider
{
    /// <summary>Files of one folder, for one node.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, for any number of nodes.</summary>
    PostgreSql,
}

/// <summary>Section <c>Persistence</c>, and <c>ConnectionStrings:Deals</c>.</summary>
public sealed record PersistenceOptions
{
    /// <summary>The kind of store.</summary>
    public PersistenceProvider Provider { get; init; } = PersistenceProvider.Sqlite;

    /// <summary>The data folder; a relative one is below the working directory of the process.</summary>
    public string Directory { get; init; } = "data";

    /// <summary>The PostgreSQL database; absent where files are used. It may hold a password.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The data folder, absolute.</summary>
    public string AbsoluteDirectory => Path.GetFullPath(Directory);

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static PersistenceOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Persistence");
        var defaults = new PersistenceOptions();
        var options = new PersistenceOptions
        {
            Provider = section.Choice(nameof(Provider), defaults.Provider),
            Directory = section.Text(nameof(Directory)) ?? defaults.Directory,
            ConnectionString = new SettingsSection(configuration, "ConnectionStrings").Text("Deals"),
        };
        if (options.Directory.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            throw section.Wrong(nameof(Directory), options.Directory, "a folder");
        section.RefuseTheRest();
        if (options is { Provider: PersistenceProvider.PostgreSql, ConnectionString: null })
            throw new SettingException($"{PostgresSource.Key} is not set: with Persistence:Provider=PostgreSql one was expected, such as Host=db;Database=deals;Username=deals;Password=...");
        return options;
    }

    /// <summary>Without the connection string.</summary>
    public override string ToString() => $"{Provider} {Directory}";
}
