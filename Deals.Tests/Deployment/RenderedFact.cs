namespace Deals.Tests.Deployment;

/// <summary>A test of rendered manifests; skipped where kubectl, which renders them, or another program that it names is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RenderedFactAttribute : FactAttribute
{
    public RenderedFactAttribute(params string[] programs) => Skip = programs.Prepend("kubectl").Select(Tool.Missing).FirstOrDefault(missing => missing is not null);
}

/// <summary>The same for each overlay.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RenderedTheoryAttribute : TheoryAttribute
{
    public RenderedTheoryAttribute() => Skip = Tool.Missing("kubectl");
}

/// <summary>A test that checks them with the npm package kubernetes-models; skipped where node, or the package, is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiredFieldsTheoryAttribute : TheoryAttribute
{
    public RequiredFieldsTheoryAttribute() => Skip = Tool.Missing("kubectl") ?? Tool.Missing("node")
        ?? (Directory.Exists(Path.Combine(Sources.Root, "k8s", "check", "node_modules", "kubernetes-models"))
            ? null
            : "kubernetes-models is not installed: npm ci --prefix k8s/check does it.");
}
