using Xunit.Abstractions;
using Xunit.Sdk;

namespace Deals.Tests.TestSupport;

/// <summary>A test of a specification that every provider has to hold to: it is inherited by one class a provider, and skipped where that provider is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Deals.Tests.TestSupport." + nameof(SpecFactDiscoverer), "Deals.Tests")]
public sealed class SpecFactAttribute : FactAttribute;

/// <summary>Finds them.</summary>
public sealed class SpecFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new SpecTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

/// <summary>One of them on one provider.</summary>
public sealed class SpecTestCase : XunitTestCase
{
    [Obsolete("For the test runner, which reads it from text.")]
    public SpecTestCase()
    {
    }

    public SpecTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute) ?? (TestMethod.TestClass.TestCollection.DisplayName == Postgres.Name ? PostgresServer.Missing! : null!);
}
