using System.Diagnostics;
using System.Globalization;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;
using Npgsql;

namespace Deals.Bench.Engine;

/// <summary>Events are stored at a rate, as the journal's plugin stores them, and the time is taken until the row of each is there; at higher and higher rates, until the
/// projection no longer keeps up.</summary>
internal static class ProjectionLag
{
    private const int Deals = 5_000;
    private const int HighestRate = 32_000;
    private static readonly int[] FirstRates = [100, 500, 1_000];
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What is still to come when the writing ends is more than this only where it grew all the time.
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(2);

    /// <summary>Runs it on a database of its own; a row a rate.</summary>
    public static async Task<IReadOnlyList<BenchRow>> RunAsync(PostgresServer server, TextWriter progress, CancellationToken cancellation)
    {
        var database = await server.CreateDatabaseAsync();
        using var source = PostgresSource.From(database);
        await BulkLoad.IntoPostgresAsync(database, new StoredCrowd(Deals, Deals, DateTimeOffset.UtcNow), cancellation);
        await using var node = await InProcessNode.OnDatabaseAsync(source, TimeSpan.FromSeconds(5));
        await using var writer = new EventWriter(source, Deals);
        await using var rows = new Projected(source);
        // The first ones wait for the projection to begin.
        await MeasureAsync(writer, rows, FirstRates[0], TimeSpan.FromSeconds(3), cancellation);
        var found = new List<BenchRow>();
        for (var rate = FirstRates[0]; rate <= HighestRate; rate = found.Count < FirstRates.Length ? FirstRates[found.Count] : rate * 2)
        {
            var lag = await MeasureAsync(writer, rows, rate, Lasts, cancellation);
            await progress.WriteLineAsync(Text($"{lag.Written:0} events a second: rows {lag.Median.TotalSeconds:0.00} s later (median), {lag.Highest.TotalSeconds:0.00} s at most{(lag.KeepsUp ? "" : ": it does not keep up")}"));
            found.Add(new BenchRow(Text($"events to rows at {rate} a second"),
            [
                new("events written a second", Math.Round(lag.Written)),
                new("seconds from event to row, median", Math.Round(lag.Median.TotalSeconds, 2)),
                new("seconds from event to row, 95 % within", Math.Round(lag.NinetyFifth.TotalSeconds, 2)),
                new("seconds from event to row, longest", Math.Round(lag.Highest.TotalSeconds, 2)),
                new("keeps up", lag.KeepsUp),
            ]));
            if (!lag.KeepsUp)
                break;
        }

        return found;
    }

    private static async Task<Lag> MeasureAsync(EventWriter writer, Projected rows, int rate, TimeSpan lasts, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        var open = new Queue<(long Position, TimeSpan At, int Events)>();
        var lags = new List<(TimeSpan Lag, int Events)>();
        var writing = Task.Run(
            async () =>
            {
                var (written, watch) = (0, Stopwatch.StartNew());
                while (watch.Elapsed < lasts)
                {
                    var due = (int)(rate * watch.Elapsed.TotalSeconds) - written;
                    if (due > 0)
                    {
                        var position = await writer.WriteAsync(due, cancellation);
                        lock (open)
                            open.Enqueue((position, since.Elapsed, due));
                        written += due;
                    }

                    await Pause.ForAsync(Step, cancellation);
                }

                return (Written: written / watch.Elapsed.TotalSeconds, End: since.Elapsed);
            },
            cancellation);
        while (since.Elapsed < lasts + Patience)
        {
            var position = await rows.PositionAsync(cancellation);
            lock (open)
            {
                while (open.TryPeek(out var next) && next.Position <= position)
                {
                    open.Dequeue();
                    lags.Add((since.Elapsed - next.At, next.Events));
                }

                if (open.Count == 0 && writing.IsCompleted)
                    break;
            }

            await Pause.ForAsync(Glance, cancellation);
        }

        var (wrote, end) = await writing;
        var keepsUp = open.Count == 0 && since.Elapsed - end < MostBehind;
        var each = lags.SelectMany(l => Enumerable.Repeat(l.Lag, l.Events)).Order().ToList();
        return each.Count == 0
            ? new Lag(wrote, Patience, Patience, Patience, false)
            : new Lag(wrote, each[each.Count / 2], each[each.Count * 95 / 100], open.Count == 0 ? each[^1] : since.Elapsed, keepsUp);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Lag(double Written, TimeSpan Median, TimeSpan NinetyFifth, TimeSpan Highest, bool KeepsUp);

    /// <summary>Where the projection stands.</summary>
    private sealed class Projected(PostgresSource source) : IAsyncDisposable
    {
        private readonly NpgsqlCommand _position = source.Connections.CreateCommand("SELECT position FROM projection WHERE name = 'deals'");

        public async Task<long> PositionAsync(CancellationToken cancellation) => (long)(await _position.ExecuteScalarAsync(cancellation))!;

        public ValueTask DisposeAsync() => _position.DisposeAsync();
    }

    /// <summary>Stores events of a crowd in turn, with their tags, in one transaction, numbered by the database.</summary>
    private sealed class EventWriter(PostgresSource source, int deals) : IAsyncDisposable
    {
        private readonly DealsSerializer _serializer = new(null!);
        private readonly int[] _sequence = [.. Enumerable.Repeat(1, deals)];
        private readonly string _writer = Guid.NewGuid().ToString("N");
        private NpgsqlConnection? _connection;
        private int _next;

        /// <summary>Stores so many; the position of the last.</summary>
        public async Task<long> WriteAsync(int count, CancellationToken cancellation)
        {
            _connection ??= await source.Connections.OpenConnectionAsync(cancellation);
            var (ids, numbers, messages, manifests) = (new string[count], new long[count], new byte[count][], new string[count]);
            var now = DateTimeOffset.UtcNow;
            for (var i = 0; i < count; i++)
            {
                var deal = _next++ % deals;
                var id = StoredCrowd.IdOf(deal);
                var e = new DealEvent.ListingChanged(id, now, "bench", Sightings.ListingOf(id, ++_sequence[deal], now), now);
                (ids[i], numbers[i], messages[i], manifests[i]) = (id.PersistenceId, _sequence[deal], _serializer.ToBinary(e), _serializer.Manifest(e));
            }

            await using var command = new NpgsqlCommand(
                $"""
                WITH stored AS (
                  INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
                  SELECT $5, false, id, number, message, manifest, {DealsSerializer.Id}, $6 FROM unnest($1, $2, $3, $4) AS e (id, number, message, manifest)
                  RETURNING ordering, persistence_id, sequence_number),
                tagged AS (
                  INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) SELECT ordering, '{DealTagger.Tag}', sequence_number, persistence_id FROM stored)
                SELECT MAX(ordering) FROM stored
                """,
                _connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers });
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = messages });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = manifests });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = now.UtcTicks });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _writer });
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }

        public async ValueTask DisposeAsync()
        {
            if (_connection is not null)
                await _connection.DisposeAsync();
        }
    }
}
