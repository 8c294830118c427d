using Deals.Actors.Inspection;

namespace Deals.Host.Start;

/// <summary>Puts every line of the log into the ring, without the secrets of the configuration: who may look at the log need not know the keys.</summary>
internal sealed class LogRingProvider(LogRing ring, IConfiguration configuration) : ILoggerProvider
{
    private readonly LogRing _ring = ring;
    private readonly Secrets _secrets = Secrets.Of(configuration);
    private readonly bool _showsStacks = ConsoleLog.ShowsStacks(configuration);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
        // There is nothing to close.
    }

    private sealed class Logger(LogRingProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = ConsoleLog.TextOf(formatter(state, exception), exception, provider._showsStacks);
            provider._ring.Add(new LogLine(TimeProvider.System.GetUtcNow(), logLevel, category, provider._secrets.Redact(text)));
        }
    }
}
