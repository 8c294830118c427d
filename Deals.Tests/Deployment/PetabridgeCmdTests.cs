using Deals.Tests.Cluster;

namespace Deals.Tests.Deployment;

/// <summary>The bridge to Petabridge.Cmd, whose packages are not everywhere: it is compiled against declarations, so that it does not rot unseen.</summary>
[Collection(Processes.Name)]
public sealed class PetabridgeCmdTests
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [Fact]
    public async Task The_bridge_compiles_against_the_declarations_and_is_not_in_a_plain_build()
    {
        var (exitCode, output, _) = await DotnetAsync("build", "--no-dependencies");

        Assert.True(exitCode == 0, output);
        Assert.Contains("PaletteBridge", await AssemblyAsync("bin", "reference", Configuration), StringComparison.Ordinal);
        Assert.DoesNotContain("PaletteBridge", await AssemblyAsync("bin", Configuration, "net10.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_against_declarations_is_never_published()
    {
        var (exitCode, output, _) = await DotnetAsync("publish", "--no-build");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("never shipped", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Error)> DotnetAsync(string verb, string how) => Tool.RunAsync(
        "dotnet", [verb, "Deals.Host", "--no-restore", how, "-c", Configuration, "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:PetabridgeCmd=reference"]);

    private static async Task<string> AssemblyAsync(params string[] folders) =>
        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine([Sources.Root, "Deals.Host", .. folders, "Deals.Host.dll"])));
}
