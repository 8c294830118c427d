using System.Diagnostics;

namespace Deals.Tests.Serialization;

/// <summary>The version after this one: the same sources built with <c>-p:NextWire=true</c>, which adds a field and a manifest. Built once a run, beside
/// everything else that is built.</summary>
internal static class NextVersion
{
    /// <summary>Its number, as it signs with it.</summary>
    public const string Number = "0.1.1";

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Why it cannot be built here; absent where it can.</summary>
    public static string? Missing { get; } = Root() is null ? "The sources are not above the tests: the next version cannot be built." : null;

    /// <summary>The folder of the built host.</summary>
    public static Task<string> HostAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        var root = Root() ?? throw new InvalidOperationException(Missing);
        // In the folder that a clean removes; what has not changed since the last run is not built again.
        var artifacts = Path.Combine(root, "Deals.Tests", "obj", "next");
        var start = new ProcessStartInfo(
            "dotnet",
            ["build", Path.Combine(root, "Deals.Host"), "-p:NextWire=true", "-p:RunAnalyzers=false", "--artifacts-path", artifacts, "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What the test run set for its own build is not for this one.
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(key);
        using var build = Process.Start(start)!;
        var (output, error) = (build.StandardOutput.ReadToEndAsync(), build.StandardError.ReadToEndAsync());
        await build.WaitForExitAsync();
        return build.ExitCode == 0
            ? Path.Combine(artifacts, "bin", "Deals.Host", "debug")
            : throw new InvalidOperationException($"The next version does not build:\n{await output}{await error}");
    }

    private static string? Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Deals.Actors.sln")))
                return folder.FullName;
        }

        return null;
    }
}

/// <summary>A test that needs the next version, and is skipped where there are no sources to build it from.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NextVersionFactAttribute : FactAttribute
{
    public NextVersionFactAttribute() => Skip = NextVersion.Missing;
}
