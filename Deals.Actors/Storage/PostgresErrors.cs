using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>What went wrong with PostgreSQL, in one line for people. No host, user, password or connection string is in it.</summary>
public static class PostgresErrors
{
    /// <summary>One line about a failure.</summary>
    public static string Explain(Exception failure) => failure switch
    {
        AggregateException { InnerException: { } inner } => Explain(inner),
        PostgresException refused => Explain(refused),
        NpgsqlException { InnerException: PostgresException refused } => Explain(refused),
        NpgsqlException { InnerException: { } inner } when Reason(inner) is { } reason => $"PostgreSQL {reason}.",
        OperationCanceledException or TimeoutException => $"PostgreSQL {TooLate}.",
        _ when Reason(failure) is { } reason => $"PostgreSQL {reason}.",
        DbException other => $"PostgreSQL does not answer: {OneLine(other.Message)}",
        _ => OneLine(failure.Message),
    };

    private const string TooLate = "did not answer in time";

    private static string? Reason(Exception inner) => inner switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "cannot be found: its name is not known",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "cannot be reached: nothing listens there",
        SocketException socket => $"cannot be reached ({socket.SocketErrorCode})",
        TimeoutException => TooLate,
        AuthenticationException => "cannot be reached: its certificate, or ours, was not accepted",
        IOException or ObjectDisposedException => "broke the connection off",
        _ => null,
    };

    private static string Explain(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.CannotConnectNow => "PostgreSQL is starting or stopping.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "PostgreSQL was stopped.",
        PostgresErrorCodes.TooManyConnections => "PostgreSQL has no connection free: its max_connections is reached.",
        PostgresErrorCodes.DiskFull => "PostgreSQL cannot write: its disk is full.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "PostgreSQL refuses the user or the password.",
        PostgresErrorCodes.InvalidCatalogName => "The database is not there.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => "A table is not there: 'schema status' tells which version the database has.",
        PostgresErrorCodes.InsufficientPrivilege => $"PostgreSQL does not allow it: {OneLine(e.MessageText)}.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "PostgreSQL cannot write: it is read-only, perhaps a standby.",
        PostgresErrorCodes.LockNotAvailable => "PostgreSQL waited too long for a lock.",
        PostgresErrorCodes.QueryCanceled => $"PostgreSQL {TooLate}.",
        _ => $"PostgreSQL refuses ({e.SqlState}): {OneLine(e.MessageText)}.",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
