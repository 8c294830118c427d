using Akka.Actor;

namespace Deals.Actors.Hosting;

/// <summary>A node ends because it is the oldest and does not run what the oldest runs.</summary>
public sealed class SingletonMissingReason : CoordinatedShutdown.Reason
{
    /// <summary>The one.</summary>
    public static readonly SingletonMissingReason Instance = new();

    private SingletonMissingReason()
    {
    }

    /// <inheritdoc />
    public override int ExitCode => 1;
}
