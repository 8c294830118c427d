using System.Globalization;
using Akka.Cluster.Sharding;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>Finds a seller's shard and entity by marketplace and id; the number of shards is for ever.</summary>
public sealed class SellerExtractor() : HashCodeMessageExtractor(100)
{
    /// <inheritdoc />
    public override string? EntityId(object message) => message is ISellerMessage m ? IdOf(m.Domain, m.Seller) : null;

    /// <summary>The entity's id.</summary>
    internal static string IdOf(AmazonDomain domain, SellerId seller) => string.Create(CultureInfo.InvariantCulture, $"{domain.Number}-{seller.Value}");

    /// <summary>Reads an entity's id.</summary>
    internal static (AmazonDomain Domain, SellerId Seller) Parse(string entityId)
    {
        var dash = entityId.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(entityId.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && AmazonDomain.TryFromNumber(number, out var domain) && SellerId.TryParse(entityId[(dash + 1)..], out var seller)
            ? (domain, seller)
            : throw new FormatException($"'{entityId}' is not a seller's entity: a marketplace number, a dash and a seller's id were expected.");
    }
}
