using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Deals.Actors.Analysing;

/// <summary>The client of xAI, which speaks OpenAI's protocol; of the simulated analyst too.</summary>
public static class XaiClient
{
    // The pipeline around it is the one that ends a wait.
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(30);

    /// <summary>Makes one that sends each call once.</summary>
    /// <param name="address">Such as <c>https://api.x.ai/v1</c>.</param>
    /// <param name="key">The key; it is in no log and in no error.</param>
    /// <param name="settings">The model, and how long an answer is waited for.</param>
    public static IChatClient Of(Uri address, string key, AnalystSettings settings) => new ChatClient(
        settings.Model,
        new ApiKeyCredential(key),
        new OpenAIClientOptions
        {
            Endpoint = address,
            NetworkTimeout = settings.Timeout + Beyond,
            // A repetition is a call that nobody has reserved.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        }).AsIChatClient();
}
