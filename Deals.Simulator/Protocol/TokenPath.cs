namespace Deals.Simulator.Protocol;

/// <summary>/token: the envelope and nothing else, for nothing, also while the balance is not above zero.</summary>
internal sealed class TokenPath : IKeepaPath
{
    public string Path => "/token";

    public bool NeedsTokens => false;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation) => Task.FromResult(new Served(0, null, TimeSpan.Zero));
}
