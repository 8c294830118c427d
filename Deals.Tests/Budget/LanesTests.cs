using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

public sealed class LanesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LaneShares Shares = LaneShares.Default;

    /// <summary>Costs are told by the page number here, for every real request costs the same today.</summary>
    private static readonly KeepaRequest.DealPage Page = new(new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.Amazon }, 0);

    [Fact]
    public void F12_every_lane_with_work_gets_its_floor_and_its_weight_whatever_the_others_do() =>
        Gen.Select(Gen.Int[1, 31], Gen.Int[0, int.MaxValue]).Sample(
            (active, seed) =>
            {
                var random = new Random(seed);
                Lane[] busy = [.. LaneOrder.All.Where(lane => (active & (1 << (int)lane)) != 0)];
                var lanes = busy.Aggregate(Lanes.Empty(Shares, 10), static (all, lane) => Refill(all, lane));
                var served = new Dictionary<Lane, long>();
                for (var i = 0; i < 2000; i++)
                {
                    var next = lanes.Next()!;
                    lanes = Refill(lanes.Take([next]), next.Lane);
                    // Half of the requests turn out to cost less than was reserved for them.
                    var refund = random.Next(2) * random.Next(next.Weight);
                    lanes = lanes.Correct(next.Lane, -refund);
                    served[next.Lane] = served.GetValueOrDefault(next.Lane) + next.Weight - refund;
                }

                var total = served.Values.Sum();
                var weights = busy.Sum(Shares.Weight);
                foreach (var lane in busy)
                {
                    var share = served[lane] / (double)total;
                    Assert.InRange(share, (Shares.Weight(lane) / (double)weights) - 0.01, (Shares.Weight(lane) / (double)weights) + 0.01);
                    Assert.True(share > Shares.Floor(lane) - 0.01, $"{lane} got {share:P1}, below its floor.");
                }
            },
            iter: 60);

    [Fact]
    public void F32_what_was_held_and_not_used_comes_back_to_its_lane_however_many_requests_are_out() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 16], Gen.Int[1, 5]).Sample(
            static (number, most, cost) =>
            {
                // One lane's requests cost less than is held for them, and answers come only once so many are out.
                var cheap = (Lane)number;
                var lanes = LaneOrder.All.Aggregate(Lanes.Empty(Shares, 10), static (all, lane) => Refill(all, lane));
                var used = new Dictionary<Lane, long>();
                var flying = new Queue<QueuedRequest>();
                for (var i = 0; i < 3000; i++)
                {
                    var next = lanes.Next()!;
                    lanes = Refill(lanes.Take([next]), next.Lane);
                    flying.Enqueue(next);
                    if (flying.Count <= most)
                        continue;
                    var answered = flying.Dequeue();
                    var paid = answered.Lane == cheap ? Math.Min(cost, answered.Weight) : answered.Weight;
                    lanes = lanes.Correct(answered.Lane, paid - answered.Weight);
                    used[answered.Lane] = used.GetValueOrDefault(answered.Lane) + paid;
                }

                Assert.InRange(used[cheap] / (double)used.Values.Sum(), (Shares.Weight(cheap) / 500.0) - 0.02, (Shares.Weight(cheap) / 500.0) + 0.02);
            },
            iter: 60);

    [Fact]
    public void With_work_in_all_lanes_the_refill_is_shared_14_24_24_24_14() =>
        Assert.Equal([70, 120, 120, 120, 70], LaneOrder.All.Select(Shares.Weight));

    [Fact]
    public void F17_the_head_of_a_lane_cannot_be_overtaken_for_ever()
    {
        // Four lanes are never empty; the last has one request only. Nothing is refused, so that all of them are served in turn.
        var lanes = LaneOrder.All.Where(static l => l != Lane.Backfill).Aggregate(Lanes.Empty(Shares, 10), static (all, lane) => Refill(all, lane));
        lanes = lanes.Enqueue(Request(Lane.Backfill));
        var overtaken = 0;
        while (lanes.Next() is { Lane: not Lane.Backfill } other)
        {
            lanes = Refill(lanes.Take([other]), other.Lane);
            Assert.True(++overtaken < 50, "The head of the backfill lane was overtaken fifty times.");
        }

        Assert.True(overtaken <= 4, $"A newcomer waited for {overtaken} requests, and not for one a lane.");
    }

    [Fact]
    public void F13_a_lane_that_was_idle_is_owed_nothing_and_waits_for_one_request_a_lane_at_most()
    {
        var lanes = Refill(Refill(Lanes.Empty(Shares, 10), Lane.Refresh), Lane.Discovery);
        for (var i = 0; i < 1000; i++)
            lanes = Serve(lanes);

        lanes = Refill(lanes, Lane.Interactive);
        var first = Enumerable.Range(0, 30).Select(_ =>
        {
            var lane = lanes.Next()!.Lane;
            lanes = Serve(lanes);
            return lane;
        }).ToArray();

        Assert.InRange(Array.IndexOf(first, Lane.Interactive), 0, 2);
        Assert.InRange(first.Count(static l => l == Lane.Interactive), 5, 9);
    }

    [Fact]
    public void Against_a_naive_queue_each_request_goes_out_once_in_the_order_of_its_lane_unless_it_expired() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[1, 40]).Array[1, 200].Sample(
            script =>
            {
                var lanes = Lanes.Empty(Shares, 8);
                var naive = LaneOrder.All.ToDictionary(static l => l, static _ => new List<QueuedRequest>());
                var paused = new HashSet<Lane>();
                var now = T0;
                foreach (var (number, action, patience) in script)
                {
                    var lane = (Lane)number;
                    now += TimeSpan.FromSeconds(1);
                    switch (action)
                    {
                        case 0 or 1 or 2:
                            Assert.Equal(naive[lane].Count >= 8, lanes.IsFull(lane));
                            if (lanes.IsFull(lane))
                                break;
                            var request = Request(lane) with { Deadline = now + TimeSpan.FromSeconds(patience) };
                            lanes = lanes.Enqueue(request);
                            naive[lane].Add(request);
                            break;
                        case 3:
                            (lanes, var expired) = lanes.Expire(now);
                            Assert.Equal(naive.Values.SelectMany(static q => q).Where(q => q.Deadline <= now).Select(static q => q.RequestId).Order(), expired.Select(static q => q.RequestId).Order());
                            foreach (var queue in naive.Values)
                                queue.RemoveAll(q => q.Deadline <= now);
                            break;
                        case 4:
                            lanes = lanes.SetPaused(lane, paused.Add(lane) || !paused.Remove(lane));
                            break;
                        default:
                            var ready = naive.Where(q => q.Value.Count > 0 && !paused.Contains(q.Key)).Select(static q => q.Value[0].RequestId);
                            var next = lanes.Next();
                            Assert.Equal(ready.Any(), next is not null);
                            if (next is null)
                                break;
                            Assert.Contains(next.RequestId, ready);
                            Assert.InRange(lanes.PlaceOf(next.RequestId)!.Place, 1, naive.Values.Sum(static q => q.Count));
                            lanes = lanes.Take([next]);
                            naive[next.Lane].RemoveAt(0);
                            break;
                    }

                    Assert.Equal(naive.Values.All(static q => q.Count == 0), lanes.IsEmpty);
                    Assert.All(LaneOrder.All, l => Assert.Equal(naive[l].Select(static q => q.RequestId), lanes.Of(l).Select(static q => q.RequestId)));
                    Assert.Equal(lanes.IsEmpty, lanes.FirstDeadline() is null);
                    Assert.All(naive.Values.SelectMany(static q => q), q => Assert.True(lanes.FirstDeadline() <= q.Deadline, "A deadline would pass unseen."));
                }
            },
            iter: 200);

    [Fact]
    public void A_request_is_found_by_its_name_while_it_waits_and_where_its_answer_goes_can_be_changed() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 400]).Array[1, 400].Sample(
            static script =>
            {
                // Names of one hash, of hashes that differ in one step of the index, and of any.
                Guid[] names = [.. Enumerable.Range(0, 401).Select(static n => new Guid(n % 3 == 0 ? 0 : n << (5 * (n % 4)), (short)n, 0, 0, 0, 0, 0, 0, 0, 0, 0))];
                var lanes = Lanes.Empty(Shares, 1000);
                var naive = new Dictionary<Guid, QueuedRequest>();
                foreach (var (action, number) in script)
                {
                    var name = names[number];
                    Assert.Equal(naive.GetValueOrDefault(name), lanes.Find(name));
                    if (!naive.TryGetValue(name, out var waiting))
                    {
                        naive[name] = Request((Lane)(number % 5)) with { RequestId = name };
                        lanes = lanes.Enqueue(naive[name]);
                        Assert.Throws<InvalidOperationException>(() => lanes.Enqueue(naive[name]));
                    }
                    else if (action == 0)
                    {
                        naive[name] = waiting with { ReplyTo = "akka://elsewhere" };
                        lanes = lanes.Readdress(waiting, "akka://elsewhere");
                    }
                    else
                    {
                        naive.Remove(name);
                        lanes = action == 1 ? lanes.Remove(waiting) : lanes.Take([waiting]);
                    }

                    Assert.Equal(naive.Count, LaneOrder.All.Sum(l => lanes.Of(l).Count));
                }

                Assert.All(names, name => Assert.Equal(naive.GetValueOrDefault(name), lanes.Find(name)));
            },
            iter: 100);

    [Fact]
    public void A_place_counts_what_goes_out_before_it_in_all_lanes()
    {
        var lanes = Lanes.Empty(Shares, 1000);
        for (var i = 0; i < 100; i++)
            lanes = lanes.Enqueue(Request(Lane.Refresh)).Enqueue(Request(Lane.Discovery));
        var last = lanes.Of(Lane.Refresh)[^1].RequestId;

        var place = lanes.PlaceOf(last)!;
        var waited = 0;
        while (lanes.Find(last) is not null)
        {
            lanes = lanes.Take([lanes.Next()!]);
            waited++;
        }

        Assert.InRange(place.Place, waited - 1, waited + 1);
        Assert.Equal(place.Place * 5, place.Tokens);
    }

    [Fact]
    public void A_paused_lane_gets_nothing_and_says_so()
    {
        var lanes = Lanes.Empty(Shares, 10).Enqueue(Request(Lane.Refresh)).SetPaused(Lane.Refresh, paused: true);

        Assert.Null(lanes.Next());
        Assert.True(lanes.IsPaused(Lane.Refresh));
        Assert.Null(lanes.PlaceOf(lanes.Of(Lane.Refresh)[0].RequestId));
        Assert.NotNull(lanes.SetPaused(Lane.Refresh, paused: false).Next());
    }

    [Theory]
    [InlineData(new[] { 5, 15, 15, 15 })]
    [InlineData(new[] { 0, 15, 15, 15, 5 })]
    [InlineData(new[] { 50, 15, 15, 15, 15 })]
    public void Floors_that_do_not_fit_are_refused_by_their_values(int[] floors) =>
        Assert.Contains(string.Join(", ", floors), Assert.Throws<ArgumentException>(() => new LaneShares([.. floors])).Message, StringComparison.Ordinal);

    private static Lanes Serve(Lanes lanes)
    {
        var next = lanes.Next()!;
        return Refill(lanes.Take([next]), next.Lane);
    }

    private static Lanes Refill(Lanes lanes, Lane lane)
    {
        while (lanes.Of(lane).Count < 3)
            lanes = lanes.Enqueue(Request(lane));
        return lanes;
    }

    private static QueuedRequest Request(Lane lane) => new(Guid.NewGuid(), lane, Page, "akka://test", T0, T0 + TimeSpan.FromDays(1));
}
