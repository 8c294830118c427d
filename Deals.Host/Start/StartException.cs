using System.Diagnostics.CodeAnalysis;
using Deals.Actors.Hosting;
using Deals.Host.Cli;

namespace Deals.Host.Start;

/// <summary>The node cannot start. The message is one plain line for whoever started it.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Turns what stopped a start into one line and an exit code.</summary>
internal static class StartFailure
{
    /// <summary>Explains it, if it is one of ours.</summary>
    public static bool TryExplain(Exception failure, [NotNullWhen(true)] out string? line, out int exitCode)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is SettingException or StartException)
            {
                line = e.Message;
                exitCode = e is SettingException ? ExitCode.WrongArguments : ExitCode.Failed;
                return true;
            }
        }

        // Kestrel's own words for a port that was taken since we looked.
        var isBind = failure is IOException && failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException;
        line = isBind ? failure.Message : null;
        exitCode = ExitCode.Failed;
        return line is not null;
    }
}
