using Microsoft.Extensions.Logging.Console;

namespace Deals.Host.Start;

/// <summary>The log: one line an event, with UTC time; levels come from the section <c>Logging</c>.</summary>
internal static class ConsoleLog
{
    /// <summary>Logs to the console alone.</summary>
    public static void AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            options.ColorBehavior = LoggerColorBehavior.Default;
        });
    }
}
