using Deals.Actors.Inspection;

namespace Deals.Tests.Inspection;

public sealed class PalettesTests
{
    [Fact]
    public void No_switch_has_two_meanings_within_a_command()
    {
        foreach (var command in Palettes.All.SelectMany(p => p.Commands))
        {
            var switches = command.Arguments.SelectMany(a => a.Switches).ToArray();
            Assert.Equal(switches.Distinct(StringComparer.Ordinal), switches);
        }
    }

    [Fact]
    public void What_changes_something_is_marked_so() =>
        Assert.Equal(["add", "refresh", "release", "retire", "watch", "unwatch", "analyse", "pause", "resume", "run", "recompute", "rebuild", "join", "leave", "down", "down-unreachable"], Palettes.All.SelectMany(p => p.Commands).Where(c => c.Mutates).Select(c => c.Name));

    [Fact]
    public void The_list_takes_the_parameters_of_the_api_by_their_names() =>
        Assert.Equal(
            ["status", "domain", "feed", "q", "minProfit", "minAverageProfit", "minRoi", "maxRank", "minDrops", "minTrust", "minBelowAverage", "condition", "sort", "limit", "cursor"],
            DealListArguments.All.Select(a => a.Name));

    [Theory]
    [InlineData("--minBelowAverage", "0.5")]
    [InlineData("--min-below-average", "0.5")]
    [InlineData("--minBelowAverage=0.5")]
    public void An_option_is_written_as_the_parameter_or_with_dashes(params string[] words)
    {
        Assert.True(InspectionArguments.TryParse(Palettes.Deals, Palettes.DealsList, words, out var arguments, out _));

        Assert.Equal("0.5", arguments.ValueOf("minBelowAverage"));
    }

    [Fact]
    public void Defaults_fill_what_was_not_given()
    {
        Assert.True(InspectionArguments.TryParse(Palettes.Actor, Palettes.ActorHierarchy, ["-s", "/user"], out var arguments, out _));

        Assert.Equal(("/user", "4", false), (arguments.ValueOf("start"), arguments.ValueOf("depth"), arguments.Json));
    }

    [Theory]
    [InlineData("-d", "101")]
    [InlineData("-d", "x")]
    [InlineData("-d")]
    [InlineData("--json=1")]
    [InlineData("extra")]
    public void What_does_not_fit_is_named_with_the_usage(params string[] words)
    {
        Assert.False(InspectionArguments.TryParse(Palettes.Actor, Palettes.ActorHierarchy, words, out _, out var problem));

        Assert.Contains("Usage: actor hierarchy [-s <path>] [-d <depth>] [--json]", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_words_are_not_read()
    {
        var words = Enumerable.Repeat("--json", InspectionArguments.MostWords + 1).ToArray();

        Assert.False(InspectionArguments.TryParse(Palettes.Actor, Palettes.ActorSystem, words, out _, out var problem));
        Assert.Contains("too many", problem, StringComparison.Ordinal);
    }
}
