using Akka.Cluster.Sharding;

namespace Deals.Actors.Deals;

/// <summary>Finds the deal and its shard. The number of shards is for ever: changing it would put a deal in two places while both are in use.</summary>
public sealed class DealExtractor() : HashCodeMessageExtractor(Shards)
{
    /// <summary>For ever.</summary>
    public const int Shards = 100;

    /// <inheritdoc />
    public override string? EntityId(object message) => (message as IDealMessage)?.Id.ToString();
}
