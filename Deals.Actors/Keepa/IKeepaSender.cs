namespace Deals.Actors.Keepa;

/// <summary>Sends one request to Keepa, once: what the gateway needs of the client, and all that it needs.</summary>
public interface IKeepaSender
{
    /// <summary>Sends the request and waits for its outcome. Every way of failing is an outcome; a cancelled wait is
    /// <see cref="KeepaOutcome.Unknown"/>, for the request may have been served.</summary>
    Task<KeepaOutcome> SendAsync(KeepaRequest request, CancellationToken cancellationToken);
}
