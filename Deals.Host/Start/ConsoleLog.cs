using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Deals.Host.Start;

/// <summary>The log: one line an event, with UTC time; levels come from the section <c>Logging</c>. An exception is told by its kinds and messages; its
/// stack is shown where the level of <c>Default</c> is Debug or lower, for it is of use to who debugs and hides the next line from everybody else.</summary>
internal static class ConsoleLog
{
    /// <summary>Logs to the console alone.</summary>
    public static void AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = OneLine.FormatterName);
        logging.AddConsoleFormatter<OneLine, ConsoleFormatterOptions>();
    }

    private sealed class OneLine(IConfiguration configuration) : ConsoleFormatter(FormatterName)
    {
        public const string FormatterName = "one-line";
        private const int MostCauses = 5;

        private readonly bool _showsStacks =
            Enum.TryParse<LogLevel>(configuration["Logging:LogLevel:Default"], ignoreCase: true, out var level) && level <= LogLevel.Debug;

        public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var message = entry.Formatter(entry.State, entry.Exception);
            // Akka's own messages bring the exception's text, stack and all, inside the message.
            var text = entry.Exception is { } exception ? $"{message} {(_showsStacks ? exception.ToString() : Causes(exception))}" : message;
            textWriter.Write(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' "));
            textWriter.Write(Level(entry.LogLevel));
            textWriter.Write(": ");
            textWriter.Write(entry.Category);
            textWriter.Write(' ');
            textWriter.WriteLine(text.ReplaceLineEndings(" "));
        }

        private static string Causes(Exception exception)
        {
            var causes = new List<string>();
            for (var e = exception; e is not null && causes.Count < MostCauses; e = e.InnerException)
                causes.Add($"{e.GetType().Name}: {e.Message}");
            return string.Join(" <- ", causes);
        }

        private static string Level(LogLevel level) => level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
    }
}
