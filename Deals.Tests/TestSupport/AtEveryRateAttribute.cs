using System.Reflection;
using Xunit.Sdk;

namespace Deals.Tests.TestSupport;

/// <summary>Runs a theory at every rate that has to hold. Its first argument is the rate, tokens a minute; a second one is a case, where there are cases.</summary>
/// <param name="cases">The cases; each is run at every rate.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AtEveryRateAttribute(params string[] cases) : DataAttribute
{
    /// <summary>The plans, tokens a minute.</summary>
    public static IReadOnlyList<int> Rates { get; } = [1, 5, 10, 20, 25, 60, 250];

    /// <inheritdoc />
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        cases.Length == 0 ? Rates.Select(static r => new object[] { r }) : Rates.SelectMany(r => cases.Select(c => new object[] { r, c }));
}
