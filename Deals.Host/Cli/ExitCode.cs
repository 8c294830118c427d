namespace Deals.Host.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Refused or failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong arguments or settings.</summary>
    public const int WrongArguments = 2;

    /// <summary>No node answers.</summary>
    public const int NoNode = 3;
}
