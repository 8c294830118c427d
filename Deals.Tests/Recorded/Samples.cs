namespace Deals.Tests.Recorded;

/// <summary>The recorded answers of Keepa.</summary>
public static class Samples
{
    /// <summary>The environment variable that names their folder.</summary>
    public const string Variable = "DEALS_SAMPLES";

    /// <summary>The folder; absent where none is named or it does not exist.</summary>
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>The path of one recording.</summary>
    public static string PathOf(string file) => Path.Combine(Folder ?? throw new InvalidOperationException($"{Variable} is not set."), file);
}
