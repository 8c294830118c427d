namespace Deals.Tests.Deployment;

/// <summary>A test of rendered manifests; skipped where kubectl, which renders them, is missing.</summary>
public sealed class RenderedFactAttribute : FactAttribute
{
    public RenderedFactAttribute() => Skip = Tool.Missing("kubectl");
}

/// <summary>The same for each overlay.</summary>
public sealed class RenderedTheoryAttribute : TheoryAttribute
{
    public RenderedTheoryAttribute() => Skip = Tool.Missing("kubectl");
}

/// <summary>A test that checks them with the npm package kubernetes-models; skipped where node, or the package, is missing.</summary>
public sealed class RequiredFieldsTheoryAttribute : TheoryAttribute
{
    public RequiredFieldsTheoryAttribute() => Skip = Tool.Missing("kubectl") ?? Tool.Missing("node")
        ?? (Directory.Exists(Path.Combine(Sources.Root, "k8s", "check", "node_modules", "kubernetes-models"))
            ? null
            : "kubernetes-models is not installed: npm ci --prefix k8s/check does it.");
}
