using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Hosting;

namespace Deals.Actors.Inspection;

/// <summary>What became of an order to the cluster.</summary>
/// <param name="Address">The node.</param>
/// <param name="Order">join, leave or down.</param>
public sealed record ClusterOrder(string Address, string Order)
{
    /// <summary>In one sentence.</summary>
    public override string ToString() => Order switch
    {
        "join" => $"This node has joined {Address}.",
        "leave" => $"{Address} leaves: it hands over its work, and its process ends.",
        _ => $"{Address} is put out; what it did is done by the others now.",
    };
}

/// <summary>The commands of <c>cluster</c>, in the syntax and the lines of Petabridge.Cmd.</summary>
public sealed class ClusterCommands(IClusterReader cluster, IClusterTeller teller) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Cluster;

    /// <inheritdoc />
    public IAsyncEnumerable<string> RunAsync(PaletteCommand command, InspectionArguments arguments, CancellationToken cancellation) =>
        command == Palettes.ClusterTail ? TailAsync(arguments, cancellation)
        : command.Mutates ? OrderAsync(command, arguments, cancellation)
        : ReadAsync(command, arguments);

    private async IAsyncEnumerable<string> ReadAsync(PaletteCommand command, InspectionArguments arguments)
    {
        await Task.CompletedTask;
        var report = cluster.Read();
        var lines = command == Palettes.ClusterStatus ? [Self(report, arguments.Json)]
            : command == Palettes.ClusterLeader ? [Leader(report, arguments.Json)]
            : Show(report, arguments.Json);
        foreach (var line in lines)
            yield return line;
    }

    private static IEnumerable<string> Show(ClusterReport report, bool json) => json
        ? [InspectionJson.Line(report)]
        : report.Members.Select(m => m.ToString()).Append($"Count: {report.Count.ToString(CultureInfo.InvariantCulture)} nodes");

    private static string Self(ClusterReport report, bool json)
    {
        var self = report.Members.FirstOrDefault(m => m.Address == report.Self)
            ?? throw new RefusedException($"{report.Self} is not a member: it has not joined a cluster, or was put out of it.");
        return json ? InspectionJson.Line(self) : self.ToString();
    }

    private static string Leader(ClusterReport report, bool json)
    {
        var leader = report.Leader ?? throw new RefusedException("There is no leader: the members do not hear each other yet, or none is up.");
        return json ? InspectionJson.Line(new { Leader = leader }) : leader;
    }

    private async IAsyncEnumerable<string> TailAsync(InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var changes = cluster.FollowAsync(cancellation).GetAsyncEnumerator(cancellation);
        var isThere = await changes.MoveNextAsync();
        // First what is, so that what changes has something to be compared with; read once changes are followed, so that none falls between.
        foreach (var line in Show(cluster.Read(), arguments.Json))
            yield return line;
        for (; isThere; isThere = await changes.MoveNextAsync())
        {
            var change = changes.Current;
            if (change.Event == ClusterChange.Followed)
                continue;
            if (change.Missed > 0 && !arguments.Json)
                yield return $"... {PlainText.Number(change.Missed)} changes came faster than they were read and are not shown.";
            yield return arguments.Json ? InspectionJson.Line(change) : change.ToString();
        }
    }

    private async IAsyncEnumerable<string> OrderAsync(PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var report = cluster.Read();
        var orders = command == Palettes.ClusterJoin ? [await JoinAsync(report, arguments.ValueOf("address")!, cancellation)]
            : command == Palettes.ClusterLeave ? [Leave(report, arguments.ValueOf("address") ?? report.Self)]
            : command == Palettes.ClusterDown ? [Down(Member(report, arguments.ValueOf("address")!))]
            : report.Members.Where(m => !m.Reachable).Select(Down).ToArray();
        foreach (var order in orders)
            yield return arguments.Json ? InspectionJson.Line(order) : order.ToString();
        if (orders.Length == 0)
            yield return arguments.Json ? InspectionJson.Line(new { Order = "down", Count = 0 }) : "Every member is heard: there is none to put out.";
    }

    private async Task<ClusterOrder> JoinAsync(ClusterReport report, string address, CancellationToken cancellation)
    {
        if (report.Members.Any(m => m.Address == address))
            throw new RefusedException($"{address} is in the same cluster as this node already.");
        if (report.Members.Any(m => m.Address == report.Self))
            throw new RefusedException($"This node is a member of a cluster of {report.Count.ToString(CultureInfo.InvariantCulture)} already, and joins one in its life: name {address} in Cluster:SeedNodes and start it again.");
        _ = ClusterAddress.TryParse(address, out var other);
        await teller.JoinAsync(other!, cancellation);
        return new ClusterOrder(address, "join");
    }

    private ClusterOrder Leave(ClusterReport report, string address)
    {
        var member = Member(report, address);
        if (member.Status is "exiting" or "down")
            throw new RefusedException($"{address} is {member.Status} already.");
        _ = ClusterAddress.TryParse(member.Address, out var leaving);
        teller.Leave(leaving!);
        return new ClusterOrder(member.Address, "leave");
    }

    private ClusterOrder Down(MemberItem member)
    {
        _ = ClusterAddress.TryParse(member.Address, out var lost);
        teller.Down(lost!);
        return new ClusterOrder(member.Address, "down");
    }

    private static MemberItem Member(ClusterReport report, string address) => report.Members.FirstOrDefault(m => m.Address == address)
        ?? throw new RefusedException($"{PlainText.Clean(address)} is not a member: there are {string.Join(", ", report.Members.Select(m => m.Address))}.");
}
