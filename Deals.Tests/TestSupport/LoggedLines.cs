using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.TestSupport;

/// <summary>Keeps what is logged as a warning or worse.</summary>
internal sealed class LoggedLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> All { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
        // There is nothing to close.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // What the server says of every request at its lowest levels is redacted where it is written.
        if (logLevel >= LogLevel.Warning)
            All.Enqueue(formatter(state, exception) + exception);
    }
}
