using System.Diagnostics;
using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Bench.Processes;

namespace Deals.Bench.Engine;

/// <summary>Sightings of a crowd, each with another price than the last, and how fast they are stored.</summary>
internal static class Sightings
{
    /// <summary>As many as the scout has on their way: three pages of a feed.</summary>
    private const int Window = 450;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly FeedLens Lens = new("bench", PriceType.Used, DateRange.Quarter);

    /// <summary>The sighting of a round.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="round">From 0; each has another price and is newer.</param>
    /// <param name="now">Domain time.</param>
    public static DealCommand.Sight Of(DealId id, int round, DateTimeOffset now) => new(id, now, Lens, ListingOf(id, round, now), now);

    /// <summary>The facts of a round.</summary>
    public static ListingFacts ListingOf(DealId id, int round, DateTimeOffset now) => new()
    {
        Title = $"Product {id}, a sighted deal of average length in its second edition",
        Image = "51abcdefghL.jpg",
        RootCategory = 283_155,
        CreatedAt = now,
        Types =
        [
            new TypeFacts(PriceType.Used, 1000 + (round * 10), now, null, PerRange.None, PerRange.None with { Quarter = 5000 }),
            new TypeFacts(PriceType.Sales, 50_000 + round, now, null, PerRange.None, PerRange.None),
        ],
        Drops = new RankDrops(10, 20, 30, 40),
    };

    /// <summary>Tells all of them, so many at once, and waits for each to be stored.</summary>
    /// <returns>How many a second.</returns>
    public static async Task<double> StoreAsync(ActorSystem system, IActorRef deals, IReadOnlyList<DealCommand> commands, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();
        var teller = system.ActorOf(Props.Create(() => new Teller(deals, commands, done)));
        try
        {
            await done.Task.WaitAsync(Patience, cancellation);
            return commands.Count / watch.Elapsed.TotalSeconds;
        }
        catch (TimeoutException late)
        {
            throw new NotInTimeException($"{commands.Count} sightings were not stored within {Patience.TotalMinutes:0} minutes.", late);
        }
        finally
        {
            system.Stop(teller);
        }
    }

    private sealed class Teller : ReceiveActor
    {
        private readonly IActorRef _deals;
        private readonly IReadOnlyList<DealCommand> _commands;
        private int _told;
        private int _answered;

        public Teller(IActorRef deals, IReadOnlyList<DealCommand> commands, TaskCompletionSource done)
        {
            (_deals, _commands) = (deals, commands);
            Receive<DealReply.Done>(_ =>
            {
                if (++_answered == commands.Count)
                    done.TrySetResult();
                else
                    TellNext();
            });
            Receive<DealReply>(other => done.TrySetException(new NotInTimeException($"{other.Id} answered {other.GetType().Name}.")));
        }

        protected override void PreStart()
        {
            for (var i = 0; i < Window; i++)
                TellNext();
        }

        private void TellNext()
        {
            if (_told < _commands.Count)
                _deals.Tell(_commands[_told++]);
        }
    }
}
