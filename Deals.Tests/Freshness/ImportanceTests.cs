using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class ImportanceTests
{
    private static readonly ImportanceSettings Settings = new();

    private static readonly Gen<ImportanceFacts> Facts = Gen.Select(
        Gen.Long[-100_000, 100_000].Nullable(), Gen.Int[-5, 10_000].Nullable(), Gen.Int[-5, 5_000_000].Nullable(), Gen.Double[-1, 2].Nullable(), Gen.Bool, Gen.Double[-5, 5000].Nullable())
        .Select(static (profit, drops, rank, trust, watched, hours) => new ImportanceFacts
        {
            Profit = profit,
            RankDrops = drops,
            Rank = rank,
            Trust = trust,
            IsWatched = watched,
            FoundAgo = hours is { } h ? TimeSpan.FromHours(h) : null,
        });

    [Fact]
    public void It_is_bounded_and_shown_from_0_to_1_and_from_1_to_5() => Facts.Sample(facts =>
    {
        var importance = Importance.Of(facts, Settings);
        Assert.InRange(importance.Weight, Importance.Least, Importance.Most);
        Assert.InRange(importance.Normalised, -1e-12, 1 + 1e-12);
        Assert.InRange(importance.Priority, 1, 5);
    });

    [Fact]
    public void What_is_absent_is_neutral()
    {
        Assert.Equal(Importance.Neutral, Importance.Of(new ImportanceFacts(), Settings));
        Assert.Equal((1.0, 3), (Importance.Neutral.Weight, Importance.Neutral.Priority));
        Assert.Equal(0.5, Importance.Neutral.Normalised, 1e-12);
        var ordinary = new ImportanceFacts { Profit = 500, RankDrops = 10, Trust = 0.5, FoundAgo = TimeSpan.FromDays(365) };
        Assert.Equal(1, Importance.Of(ordinary, Settings).Weight, 1e-9);
        Assert.Equal(1, Importance.Of(new ImportanceFacts { Trust = double.NaN }, Settings).Weight);
    }

    [Fact]
    public void More_of_anything_is_never_less_important() => Gen.Select(Facts, Gen.Int[1, 1000]).Sample((facts, more) =>
    {
        var weight = Importance.Of(facts, Settings).Weight;
        ImportanceFacts[] better =
        [
            facts with { Profit = facts.Profit + more },
            facts with { RankDrops = facts.RankDrops + more },
            facts with { Rank = facts.Rank is { } rank && rank > more ? rank - more : facts.Rank },
            facts with { Trust = facts.Trust + (more / 1000.0) },
            facts with { IsWatched = true },
            facts with { FoundAgo = facts.FoundAgo / 2 },
        ];
        Assert.All(better.Where(b => b.FoundAgo is not { Ticks: < 0 }), b => Assert.True(Importance.Of(b, Settings).Weight >= weight));
    });

    [Fact]
    public void The_parts_tell_what_made_it()
    {
        var importance = Importance.Of(new ImportanceFacts { Profit = 1000, RankDrops = 40, Trust = 1, IsWatched = true, FoundAgo = TimeSpan.Zero }, Settings);
        Assert.Equal(new Importance(2, 2, 1.75, 8, 2), importance);
        Assert.Equal((Importance.Most, 1), (importance.Weight, importance.Priority));
        Assert.Equal(0.5, Importance.Of(new ImportanceFacts { Rank = 400_000 }, Settings).Velocity, 1e-9);
        Assert.Equal([1, 2, 3, 4, 5], new[] { 5, 2, 0.5, 0.2, 0.19 }.Select(static p => new Importance(p, 1, 1, 1, 1).Priority));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_with_their_name()
    {
        Settings.Validate();
        Assert.Contains("NeutralProfit", Assert.Throws<ArgumentException>((Settings with { NeutralProfit = 0 }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("Watched", Assert.Throws<ArgumentException>((Settings with { Watched = 0.9 }).Validate).Message, StringComparison.Ordinal);
    }
}
