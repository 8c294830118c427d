using System.Globalization;
using System.Text;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>What Keepa's answer means is told by its type.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [AtEveryRate]
    public void F8_a_429_is_a_time_to_wait_for_every_request_and_only_an_empty_list_is_an_empty_page(int rate)
    {
        // As recorded: a 429 has the envelope of any answer, and no list.
        var envelope = string.Create(
            CultureInfo.InvariantCulture,
            $"\"timestamp\":1746053307585,\"tokensLeft\":-3,\"refillIn\":27893,\"refillRate\":{rate},\"tokenFlowReduction\":0.0,\"tokensConsumed\":0,\"processingTimeInMs\":1");
        KeepaRequest[] requests = [new KeepaRequest.Token(), Requests.Page(), Requests.Costing(20), Requests.Costing(400)];
        string[] bodies = ["{" + envelope + "}", "{" + envelope + ",\"deals\":{\"dr\":[]}}", "{" + envelope + ",\"products\":[]}", "{" + envelope + ",\"error\":{\"type\":\"tooManyRequests\",\"message\":\"m\"}}", "", "<html></html>"];

        foreach (var request in requests)
        {
            Assert.All(bodies, body => Assert.InRange(Assert.IsType<KeepaOutcome.Throttled>(Decode(request, 429, body)).RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(62)));
            var throttled = Assert.IsType<KeepaOutcome.Throttled>(Decode(request, 429, bodies[0]));
            Assert.Equal((rate, -3, TimeSpan.FromMilliseconds(28_893)), (throttled.Bucket!.RefillRate, throttled.Bucket.TokensLeft, throttled.RetryAfter));
        }

        Assert.IsType<KeepaOutcome.EmptyPage>(Decode(requests[1], 200, bodies[1]));
        Assert.IsType<KeepaOutcome.Failed>(Decode(requests[1], 200, bodies[0]));
    }

    private static KeepaOutcome Decode(KeepaRequest request, int status, string body) => AnswerDecoder.Decode(request, status, Encoding.UTF8.GetBytes(body));
}
