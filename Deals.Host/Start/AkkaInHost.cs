using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.Hosting;
using Akka.Hosting.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Deals.Host.Start;

/// <summary>Makes the actor system a guest of the host: the host's log, the host's life.</summary>
internal static class AkkaInHost
{
    /// <summary>Actors log where everything logs, and the system ends when the host does: a signal goes to the host alone, which stops the web server first.</summary>
    public static AkkaConfigurationBuilder InHost(this AkkaConfigurationBuilder akka, IServiceProvider services) => akka
        .AddHocon(
            """
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            # What is said before the log begins and after it has ended goes to the console as it is: only what matters.
            akka.stdout-loglevel = WARNING
            """,
            HoconAddMode.Prepend)
        .AddSetup(new LoggerFactorySetup(services.GetRequiredService<ILoggerFactory>()))
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLogger<HostLogger>();
        });
}

/// <summary>Writes what actors log to the host's log, each under the name of the class that said it. Akka.Hosting's own logger has one name for all
/// and puts level and time into the text, where the host's log has them already.</summary>
internal sealed class HostLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly Dictionary<Type, ILogger> _loggers = [];
    private readonly ILoggerFactory _factory = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory;

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent e:
                Write(e);
                return true;
            default:
                return false;
        }
    }

    private void Write(LogEvent e)
    {
        if (!_loggers.TryGetValue(e.LogClass, out var logger))
            _loggers[e.LogClass] = logger = _factory.CreateLogger(e.LogClass == typeof(DummyClassForStringSources) ? "Akka" : e.LogClass.FullName!);
        logger.Log(LevelOf(e), e.Cause, "{Message} ({Source})", e.Message, PathOf(e.LogSource));
    }

    private static LogLevel LevelOf(LogEvent e) => e.LogLevel() switch
    {
        Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    // The address is this node's in every line, and the number behind the hash is of no use to a reader.
    private static string PathOf(string source)
    {
        var end = source.IndexOf('#', StringComparison.Ordinal);
        var text = end < 0 ? source : source[..end];
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : text.IndexOf('/', scheme + 3);
        return (path < 0 ? text : text[path..]).Trim('[', ']');
    }
}
