using Deals.Actors.Inspection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Deals.Host.Start;

/// <summary>The log: one line an event, with UTC time; levels come from the section <c>Logging</c>. An exception is told by its kinds and messages; its
/// stack is shown where the level of <c>Default</c> is Debug or lower, for it is of use to who debugs and hides the next line from everybody else.</summary>
internal static class ConsoleLog
{
    private const int MostCauses = 5;

    /// <summary>Logs to the console, and to the ring from which <c>log tail</c> reads; a secret of the configuration is in neither, whatever the level.</summary>
    public static void AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = OneLine.FormatterName);
        logging.AddConsoleFormatter<OneLine, ConsoleFormatterOptions>();
        logging.Services.AddSingleton<LogRing>();
        logging.Services.AddSingleton<ILoggerProvider, LogRingProvider>();
    }

    /// <summary>Whether stacks are shown.</summary>
    public static bool ShowsStacks(IConfiguration configuration) =>
        Enum.TryParse<LogLevel>(configuration["Logging:LogLevel:Default"], ignoreCase: true, out var level) && level <= LogLevel.Debug;

    /// <summary>A message with what caused it, in one line.</summary>
    public static string TextOf(string message, Exception? exception, bool showsStacks)
    {
        // Akka's own messages bring the exception's text, stack and all, inside the message.
        var text = exception is null ? message : $"{message} {(showsStacks ? exception.ToString() : Causes(exception))}";
        return text.ReplaceLineEndings(" ");
    }

    private static string Causes(Exception exception)
    {
        var causes = new List<string>();
        for (var e = exception; e is not null && causes.Count < MostCauses; e = e.InnerException)
            causes.Add($"{e.GetType().Name}: {e.Message}");
        return string.Join(" <- ", causes);
    }

    private sealed class OneLine(IConfiguration configuration) : ConsoleFormatter(FormatterName)
    {
        public const string FormatterName = "one-line";

        private readonly bool _showsStacks = ShowsStacks(configuration);
        private readonly Secrets _secrets = Secrets.Of(configuration);

        public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var text = TextOf(entry.Formatter(entry.State, entry.Exception), entry.Exception, _showsStacks);
            textWriter.WriteLine(new LogLine(TimeProvider.System.GetUtcNow(), entry.LogLevel, entry.Category, _secrets.Redact(text)).ToString());
        }
    }
}
