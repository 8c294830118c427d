using System.Reflection;
using System.Text.RegularExpressions;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>The tests of this assembly: each failure of the budget, F1 to F35, has one of its name that runs at every rate.</summary>
public sealed partial class CoverageTests
{
    private const int Failures = 35;
    private static readonly int[] Rates = [1, 5, 10, 20, 25, 60, 250];

    [Fact]
    public void Each_failure_of_the_budget_has_a_test_of_its_name_at_every_rate()
    {
        var covered = typeof(CoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .Where(RunsAtEveryRate)
            .SelectMany(static method => NumbersOf(method.Name))
            .ToHashSet();

        Assert.Empty(Enumerable.Range(1, Failures).Except(covered).Select(static number => $"F{number}"));
    }

    [Theory]
    [InlineData("F4_F7_only_the_gateway_sends", new[] { 4, 7 })]
    [InlineData("F31_after_F5_of_a_sentence", new[] { 31 })]
    [InlineData("A_test_without_one", new int[0])]
    public void The_numbers_are_those_that_the_name_begins_with(string name, int[] numbers) => Assert.Equal(numbers, NumbersOf(name));

    /// <summary>A theory that is run, by rates that its first argument takes: those of the attribute's own data.</summary>
    private static bool RunsAtEveryRate(MethodInfo method) =>
        method.GetCustomAttribute<TheoryAttribute>() is { Skip: null }
        && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(int)
        && method.GetCustomAttribute<AtEveryRateAttribute>() is { } data
        && data.GetData(method).Select(static row => (int)row[0]).ToHashSet().SetEquals(Rates);

    private static IEnumerable<int> NumbersOf(string name) =>
        Leading().Match(name).Groups["number"].Captures.Select(static c => int.Parse(c.Value, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex("^(F(?<number>[0-9]+)_)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Leading();
}
