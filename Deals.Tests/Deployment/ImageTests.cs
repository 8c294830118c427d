using System.Text.RegularExpressions;

namespace Deals.Tests.Deployment;

/// <summary>The Dockerfile is made of files that exist and that the engine is sent. No engine runs here: the image itself is not built.</summary>
public sealed class ImageTests
{
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Sources.Root, "Dockerfile"));
    private static readonly string[] Sent = [.. File.ReadLines(Path.Combine(Sources.Root, ".dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..])];

    [Fact]
    public void Everything_that_is_copied_exists_and_is_sent()
    {
        var copied = Regex.Matches(Dockerfile, @"^COPY (?!--from)(?<words>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .SelectMany(m => m.Groups["words"].Value.Trim().Split(' ')[..^1]).ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Sources.Root, path)), path));
        Assert.All(copied, path => Assert.Contains(path.Split('/')[0], Sent));
        // What the compiler reads from above the projects, and what every project of the host refers to.
        Assert.All([".editorconfig", "Directory.Build.props", "Directory.Packages.props", "NuGet.config", "global.json"], file => Assert.Contains(file, copied));
        var host = File.ReadAllText(Path.Combine(Sources.Root, "Deals.Host", "Deals.Host.csproj"));
        Assert.All(
            Regex.Matches(host, @"ProjectReference Include=""\.\./(?<path>[^""]+)""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["path"].Value),
            project => Assert.Contains(project, copied));
    }

    [RenderedFact]
    public async Task Pods_run_as_the_user_of_the_image_and_start_programs_that_it_has()
    {
        var local = await Manifests.OfAsync("local");
        var user = Regex.Match(Dockerfile, @"(?<=^USER )\d+$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Value;
        var ours = local.Workloads.Where(w => w.Template.Spec.Containers[0].Image.StartsWith("deals:", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, ours.Count);
        Assert.All(ours, w => Assert.Equal(user, $"{w.Template.Spec.SecurityContext.RunAsUser}"));
        Assert.Contains("ENTRYPOINT [\"deals\"]", Dockerfile, StringComparison.Ordinal);
        Assert.All(ours.SelectMany(w => w.Template.Spec.Containers[0].Command ?? []), command => Assert.Equal("/app/Deals.Simulator", command));
        Assert.Contains("ENV PATH=/app:", Dockerfile, StringComparison.Ordinal);
    }
}
