using System.Reflection;
using System.Text.RegularExpressions;
using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Serialization;

namespace Deals.Tests.Architecture;

/// <summary>Who may know whom, read from the sources: the rules of docs/architecture.md.</summary>
public sealed class RoomTests
{
    private static readonly string Root = FindRoot();

    /// <summary>Files that are actors, speak between actors or read their journal; everything else in a room is pure.</summary>
    private static readonly Regex ActorFiles = new(@"(Actor(\.\w+)?|PageCourier|KeepaRouter(\.\w+)?|KeepaGateway|GatewayRoster|DealExtractor|SellerExtractor|DealTagger|DealSurroundings|AnswerTaker|Reappraisal|LateEvents|AnalystSurroundings)\.cs$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("Keepa")]
    [InlineData("Deals")]
    [InlineData("Budget")]
    [InlineData("Scouting")]
    [InlineData("Catalogue")]
    [InlineData("Processing")]
    [InlineData("Scheduling")]
    [InlineData("Freshness")]
    [InlineData("Enrichment")]
    [InlineData("Analysing")]
    public void Pure_files_import_no_akka(string room) =>
        AssertNone(Sources("Deals.Actors/" + room).Where(f => !ActorFiles.IsMatch(f)), @"^using Akka|\bAkka\.");

    [Fact]
    public void Keepa_knows_nothing_of_deals() =>
        AssertNone(Sources("Deals.Actors/Keepa"), @"^using Deals\.Actors\.(Deals|Budget|Scouting|Catalogue|Storage|Serialization|Hosting|Inspection)");

    [Fact]
    public void Deals_know_nothing_of_http_or_sql() =>
        AssertNone(Sources("Deals.Actors/Deals"), @"System\.Net\.Http|LinqToDB|Microsoft\.Data|System\.Data|Catalogue|Storage");

    [Fact]
    public void Enrichment_knows_Keepas_values_alone_and_has_no_clock_no_files_and_no_floating_point() => AssertNone(
        Sources("Deals.Actors/Enrichment"),
        @"using Deals\.Actors\.(?!Keepa;|Enrichment\.)|\bDeals\.Actors\.(?!Keepa;|Enrichment[.;])|TimeProvider|Stopwatch|Random|Guid\.NewGuid|Environment\.|System\.(IO|Net|Data)|\b(async|await|Task)\b|\b(double|float|Half)\b|Math\.(Pow|Sqrt|Exp|Log|Round)");

    [Fact]
    public void F4_F7_only_the_gateway_sends_to_keepa()
    {
        AssertNone(Sources("Deals.Actors").Concat(Sources("Deals.Host")).Where(f => !f.Contains("/Keepa/", StringComparison.Ordinal) && !f.EndsWith("NodeClient.cs", StringComparison.Ordinal)), @"\bHttpClient\b");
        AssertNone(
            Sources("Deals.Actors").Concat(Sources("Deals.Host")).Where(f => !f.Contains("/Keepa/", StringComparison.Ordinal) && !f.EndsWith("KeepaGateway.cs", StringComparison.Ordinal)
                && !f.EndsWith("DealsHosting.cs", StringComparison.Ordinal) && !f.EndsWith("Deals.Host/Node.cs", StringComparison.Ordinal)),
            @"\bIKeepaSender\b|\bKeepaClient\b");
        Assert.Contains(typeof(KeepaGateway).GetFields(BindingFlags.Instance | BindingFlags.NonPublic), f => f.FieldType.Name == "IKeepaSender");
    }

    [Fact]
    public void F6_nothing_sleeps_blocks_or_reads_the_wall_clock_by_itself() => AssertNone(
        Sources("Deals.Actors").Concat(Sources("Deals.Host")),
        @"Thread\.Sleep|Task\.Delay|DateTime(Offset)?\.(Utc)?Now|\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)|\.Result;");

    [Fact]
    public void The_simulator_shares_no_type_with_its_client() => AssertNone(Sources("Deals.Simulator"), @"Deals\.Actors");

    [Fact]
    public void Every_type_of_the_wire_has_a_manifest_and_no_two_share_one()
    {
        var marked = typeof(IDealsWire).Assembly.GetTypes().Where(t => typeof(IDealsWire).IsAssignableFrom(t) && t is { IsAbstract: false, IsInterface: false }).ToList();
        Assert.NotEmpty(marked);
        Assert.Empty(marked.Except(WireTypes.All.Select(w => w.Type)).Select(t => t.FullName));
        Assert.Equal(WireTypes.All.Count, WireTypes.All.Select(w => w.Manifest).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(WireTypes.All.Count, WireTypes.All.Select(w => w.Type).Distinct().Count());
    }

    /// <summary>A message that is marked as local is never serialized, nor looked at by strict serialization before it is lost on the way to another node. So it is an actor's own business,
    /// to which nobody else has a way; what others may say is named here, with the reason why it cannot leave the node.</summary>
    [Fact]
    public void A_local_message_is_its_actors_own()
    {
        string[] named =
        [
            // The host to the gateway of its own node, by its local reference.
            nameof(DrainGateway), nameof(GatewayDrained),
            // The region to its own entities.
            "Sleep",
        ];
        var local = typeof(IDealsWire).Assembly.GetTypes().Where(t => typeof(INoSerializationVerificationNeeded).IsAssignableFrom(t) && !t.IsInterface).ToList();
        Assert.NotEmpty(local);
        Assert.Empty(local.Where(t => !t.IsNestedPrivate).Select(t => t.Name).Except(named));
        Assert.Empty(local.Where(t => typeof(IDealsWire).IsAssignableFrom(t)).Select(t => t.FullName));
    }

    private static void AssertNone(IEnumerable<string> files, string pattern)
    {
        var forbidden = new Regex(pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var looked = 0;
        var found = new List<string>();
        foreach (var file in files)
        {
            looked++;
            found.AddRange(File.ReadLines(file).Select((line, i) => (line, i)).Where(l => forbidden.IsMatch(l.line) && !l.line.TrimStart().StartsWith("///", StringComparison.Ordinal))
                .Select(l => $"{Path.GetRelativePath(Root, file)}:{l.i + 1}: {l.line.Trim()}"));
        }

        Assert.NotEqual(0, looked);
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(f => f.Replace('\\', '/'))
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Deals.Actors.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The sources are not above the tests.");
    }
}
