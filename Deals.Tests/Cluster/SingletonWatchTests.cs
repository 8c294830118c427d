using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;
using Deals.Actors.Hosting;

namespace Deals.Tests.Cluster;

/// <summary>An oldest node that does not run what it should ends; any other does not.</summary>
public sealed class SingletonWatchTests : TestKit
{
    private const int MostMissed = 3;
    private readonly Dictionary<string, IActorRef> _managers = [];
    private bool _isOldest = true;

    public SingletonWatchTests()
        : base("akka.loglevel = OFF")
    {
        Run("scout");
        Run("waker");
    }

    [Fact]
    public void F61_an_oldest_node_without_one_of_its_singletons_ends_and_says_which_is_missing()
    {
        var watch = Watch();
        Look(watch, MostMissed * 3);
        ExpectNoMsg(TimeSpan.Zero);

        Stop("waker");
        Look(watch, MostMissed);
        ExpectNoMsg(TimeSpan.Zero);
        Look(watch, 1);
        ExpectMsg("/user/waker/waker");

        // Once is enough.
        Look(watch, MostMissed * 2);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void One_that_comes_back_in_time_is_missed_anew_when_it_goes_again()
    {
        var watch = Watch();
        Stop("waker");
        Look(watch, MostMissed - 1);
        Run("waker");
        Look(watch, MostMissed * 2);
        Stop("waker");
        Look(watch, MostMissed);
        ExpectNoMsg(TimeSpan.Zero);
        Look(watch, 1);
        ExpectMsg("/user/waker/waker");
    }

    [Fact]
    public void A_node_that_is_not_the_oldest_runs_none_and_what_it_missed_before_does_not_count()
    {
        var watch = Watch();
        Stop("waker");
        Look(watch, MostMissed);
        _isOldest = false;
        Look(watch, MostMissed * 2);
        _isOldest = true;
        Look(watch, MostMissed);
        ExpectNoMsg(TimeSpan.Zero);
    }

    private IActorRef Watch() => Sys.ActorOf(Props.Create(() => new SingletonWatchActor(new SingletonWatchSurroundings(
        new[] { "/user/scout/scout", "/user/waker/waker" }, () => _isOldest, missing => TestActor.Tell(missing, ActorRefs.NoSender)) { Every = TimeSpan.FromHours(1), MostMissed = MostMissed })));

    private void Asked(string path)
    {
        var probe = CreateTestProbe();
        Sys.ActorSelection(path).Tell(new Identify(path), probe.Ref);
        probe.ExpectMsg<ActorIdentity>();
    }

    /// <summary>So many looks, each after the answers to the one before it.</summary>
    private void Look(IActorRef watch, int times)
    {
        for (var i = 0; i < times; i++)
        {
            // It has looked, it was answered, and it has heard the answers.
            watch.Tell(SingletonWatchActor.Look.Instance);
            Asked(watch.Path.ToString());
            Asked("/user/scout/scout");
            Asked("/user/waker/waker");
            Asked(watch.Path.ToString());
        }
    }

    private void Run(string name)
    {
        var manager = _managers[name] = Sys.ActorOf(Props.Create(() => new Manager(name)), name);
        manager.Tell("who", TestActor);
        ExpectMsg<IActorRef>();
    }

    private void Stop(string name)
    {
        Watch(_managers[name]);
        _managers[name].Tell(PoisonPill.Instance);
        ExpectTerminated(_managers[name]);
    }

    private sealed class Manager : ReceiveActor
    {
        public Manager(string name)
        {
            var child = Context.ActorOf(BlackHoleActor.Props, name);
            Receive<string>(_ => Sender.Tell(child));
        }
    }
}
