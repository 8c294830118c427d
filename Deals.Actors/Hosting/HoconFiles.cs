using Akka.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>The settings of the folder <c>hocon</c>, carried inside this assembly.</summary>
public static class HoconFiles
{
    /// <summary>Reads one file by its name, such as <c>deals.hocon</c>.</summary>
    /// <exception cref="InvalidOperationException">There is no such file in the assembly.</exception>
    public static Config Read(string file)
    {
        using var stream = typeof(HoconFiles).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in this assembly: {string.Join(", ", typeof(HoconFiles).Assembly.GetManifestResourceNames())}.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
