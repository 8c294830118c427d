using System.Data.Common;
using System.Text.RegularExpressions;
using LinqToDB.Interceptors;

namespace Deals.Actors.Storage;

/// <summary>Mends a query of Akka.Persistence.Sql. For each event that it reads, by tag or by actor, it asks for the event's tags in a subquery, and linq2db 6.5 writes the
/// condition of that subquery as a filter of its aggregate: <c>(SELECT STRING_AGG(t.tag, ';') FILTER (WHERE t.ordering_id = x.ordering) FROM tags t)</c>. The
/// database then reads the tags of all events for each event: a page of a journal of two million events did not come within thirty seconds. The condition is
/// put where it belongs, behind the table, where the key answers it.</summary>
public sealed partial class TagQueryInterceptor : CommandInterceptor
{
    private const string Mark = "FILTER (WHERE";

    /// <summary>The one there is; it keeps nothing.</summary>
    public static readonly TagQueryInterceptor Instance = new();

    private TagQueryInterceptor()
    {
    }

    /// <inheritdoc />
    public override DbCommand CommandInitialized(CommandEventData eventData, DbCommand command)
    {
        if (command.CommandText.Contains(Mark, StringComparison.Ordinal))
        {
#pragma warning disable CA2100 // The same text, with one condition moved.
            command.CommandText = Mend(command.CommandText);
#pragma warning restore CA2100
        }

        return command;
    }

    /// <summary>The query with the condition of each such aggregate behind its table; any other text as it is.</summary>
    public static string Mend(string sql) => FilteredAggregate().Replace(sql, "${aggregate}${from} WHERE ${condition}");

    [GeneratedRegex(
        @"(?<aggregate>\b(?:STRING_AGG|GROUP_CONCAT)\([^()]*\))\s+FILTER\s+\(WHERE\s+(?<condition>[^()]+)\)(?<from>\s+FROM\s+[^\s()]+\s+[^\s()]+)(?=\s*\))",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FilteredAggregate();
}
