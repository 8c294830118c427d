using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>Every command that works, as data: the command line, <c>POST /api/commands</c> and Petabridge.Cmd all read it from here.</summary>
public static class Palettes
{
    /// <summary>Turns any answer into JSON.</summary>
    public static readonly PaletteArgument JsonArgument = new("json", "Answer in JSON, one object a line, for scripts", "--json");

    public static readonly PaletteCommand ActorSystem = new("system", "Print the address of the actor system", JsonArgument);

    public static readonly PaletteCommand ActorHierarchy = new(
        "hierarchy",
        "Print the actors of the node, one path a line",
        new PaletteArgument("start", "The actor to start from, such as /user or /system", "-s", "--start") { ValueName = "path", Default = "/" },
        new PaletteArgument("depth", "How many levels to go down; 0 prints the start alone", "-d", "--depth") { ValueName = "depth", Default = "4", Check = Depth },
        JsonArgument);

    public static readonly PaletteCommand ClusterShow = new("show", "Print the members of the cluster and their number", JsonArgument);

    public static readonly PaletteCommand ClusterStatus = new("status", "Print how this node stands in the cluster", JsonArgument);

    public static readonly PaletteCommand ClusterLeader = new("leader", "Print the address of the leader", JsonArgument);

    public static readonly PaletteCommand ClusterJoin = new("join", "Make this node join the cluster of another", OfMember(mandatory: true, "The node to join"), JsonArgument) { Mutates = true };

    public static readonly PaletteCommand ClusterLeave = new("leave", "Make a node hand over its work and leave", OfMember(mandatory: false, "The node that leaves; this one where none is given"), JsonArgument) { Mutates = true };

    public static readonly PaletteCommand ClusterDown = new("down", "Put a node out that will not come back", OfMember(mandatory: true, "The node to put out"), JsonArgument) { Mutates = true };

    public static readonly PaletteCommand ClusterDownUnreachable = new("down-unreachable", "Put out every node that this one does not hear", JsonArgument) { Mutates = true };

    public static readonly PaletteCommand ClusterTail = new("tail", "Print the members, then every change as it comes, until Ctrl-C", JsonArgument) { Streams = true };

    public static readonly PaletteCommand ShardingListRegions = new("list-regions", "Print the types of sharded entities", JsonArgument);

    public static readonly PaletteCommand ShardingListShards = new("list-shards", "Print every shard of a type: where it is and how many entities are awake in it", OfRegion, JsonArgument);

    public static readonly PaletteCommand ShardingRegionStats = new("region-stats", "Print shards and awake entities of a type, one node a line", OfRegion, JsonArgument);

    public static readonly PaletteCommand LogTail = new(
        "tail",
        "Print the last lines of this node's log, then every line as it comes, until Ctrl-C",
        new PaletteArgument("lines", "How many of the last lines", "-n", "--lines") { ValueName = "count", Default = "20", Check = Lines },
        new PaletteArgument("level", "The least level: " + LogLevels.Expected, "-l", "--level") { ValueName = "level", Default = "trace", Values = LogLevels.Names, Check = Level },
        new PaletteArgument("once", "End after the last lines", "--once"),
        JsonArgument) { Streams = true };

    public static readonly PaletteCommand DealsList = new(
        "list",
        "List deals; the filters are those of GET /api/deals",
        [.. DealListArguments.All, JsonArgument]);

    public static readonly PaletteCommand DealsShow = new(
        "show",
        "Print everything that is known about a deal, with ages and sources",
        new PaletteArgument("deal", "A deal's id such as 1-B0916T3WFJ, or an ASIN", "-a", "--deal") { ValueName = "id", Mandatory = true, Check = IdOrAsin },
        JsonArgument);

    public static readonly PaletteCommand DealsAdd = new(
        "add",
        "Follow a product from now on, whether a feed shows it or not",
        new PaletteArgument("deal", "A deal's id such as 1-B0916T3WFJ, or an ASIN", "-a", "--deal") { ValueName = "id", Mandatory = true, Check = IdOrAsin },
        new PaletteArgument("domain", "Keepa's number of the marketplace of an ASIN", "-d", "--domain") { ValueName = "number", Default = "1", Check = Domain },
        JsonArgument) { Mutates = true };

    public static readonly PaletteCommand DealsRefresh = OfDeal("refresh", "Buy fresh facts with offers, before everything else");

    public static readonly PaletteCommand DealsRelease = OfDeal("release", "Process a suspended or retired deal again");

    public static readonly PaletteCommand DealsRetire = OfDeal("retire", "End a deal");

    public static readonly PaletteCommand DealsWatch = OfDeal("watch", "Look at a deal every six hours, with offers");

    public static readonly PaletteCommand DealsUnwatch = OfDeal("unwatch", "Look at a deal as at any other");

    public static readonly PaletteCommand DealsAnalyse = OfDeal("analyse", "Have a deal judged by the analyst, before everybody else");

    public static readonly PaletteCommand DealsHistory = OfDeal("history", "Print a deal's own events and the spread of its series") with { Mutates = false };

    public static readonly PaletteCommand BudgetLanes = new("lanes", "Print the five lanes: share, queue, waits", JsonArgument);

    public static readonly PaletteCommand BudgetPermits = new("permits", "Print the permits in flight or of unknown fate", JsonArgument);

    public static readonly PaletteCommand BudgetPause = OfLane("pause", "Stop a lane until it is resumed; its requests wait");

    public static readonly PaletteCommand BudgetResume = OfLane("resume", "Let a lane go on");

    public static readonly PaletteCommand BudgetShow = new("show", "Print the token budget, its lanes and its open permits", JsonArgument);

    public static readonly PaletteCommand BudgetPlan = new(
        "plan",
        "Price a change before it is made: tokens, hours, what slows down; buys nothing",
        OfPlan("maxAge", "age", "Look at every deal again at this age, such as 3d", [], "--max-age", "--maxAge"),
        OfPlan("feed", "marketplace/pages", "Read a further feed of so many pages, such as US/67", [], "--feed"),
        OfPlan("reEnrich", "depth", $"Look at every deal once more: {string.Join(", ", PlannedChange.Depths)}", PlannedChange.Depths, "--re-enrich", "--reEnrich"),
        JsonArgument);

    public static readonly PaletteCommand ScoutStatus = new("status", "Print how the feeds stand", JsonArgument);

    public static readonly PaletteCommand ScoutRun = new(
        "run",
        "Begin a full pass of a feed now, or of all",
        new PaletteArgument("feed", "The feed's name; all where none is given", "-f", "--feed") { ValueName = "name" },
        JsonArgument) { Mutates = true };

    public static readonly PaletteCommand BackfillStatus = new("status", "Print how the slow walk through the broad queries stands", JsonArgument);

    public static readonly PaletteCommand AnalystStatus = new("status", "Print how the analyst stands: calls and dollars of the day, lanes, what it waits for", JsonArgument);

    public static readonly PaletteCommand AnalysisStatus = new("status", "Print by which rules deals are appraised, why profits are not listed, and how far making it again is", JsonArgument);

    public static readonly PaletteCommand AnalysisRecompute = new("recompute", "Analyse every stored record again, in the background and without a token", JsonArgument) { Mutates = true };

    public static readonly PaletteCommand CatalogueRebuild = new("rebuild", "Make the catalogue again from the journal while the node serves", JsonArgument) { Mutates = true, ReportsSteps = true };

    public static readonly PaletteCommand CatalogueVerify = new("verify", "Compare the catalogue with the journal, row by row", JsonArgument) { ReportsSteps = true };

    public static readonly Palette Actor = new("actor", "The actors of the node", [ActorSystem, ActorHierarchy]);

    public static readonly Palette Cluster = new(
        "cluster", "The cluster and its members", [ClusterShow, ClusterStatus, ClusterLeader, ClusterTail, ClusterJoin, ClusterLeave, ClusterDown, ClusterDownUnreachable]);

    public static readonly Palette ClusterSharding = new("cluster-sharding", "Where the sharded entities are", [ShardingListRegions, ShardingListShards, ShardingRegionStats]);

    public static readonly Palette Log = new("log", "What the node logs", [LogTail]);

    public static readonly Palette Deals = new("deals", "The deals", [DealsList, DealsShow, DealsHistory, DealsAdd, DealsRefresh, DealsRelease, DealsRetire, DealsWatch, DealsUnwatch, DealsAnalyse]);

    public static readonly Palette Budget = new("budget", "The token budget", [BudgetShow, BudgetLanes, BudgetPermits, BudgetPlan, BudgetPause, BudgetResume]);

    public static readonly Palette Scout = new("scout", "The feeds that find deals", [ScoutStatus, ScoutRun]);

    public static readonly Palette Backfill = new("backfill", "The slow walk that finds what the feeds' first 10,000 products do not reach", [BackfillStatus]);

    public static readonly Palette Analyst = new("analyst", "The model that judges whether list prices are plausible", [AnalystStatus]);

    public static readonly Palette Analysis = new("analysis", "How deals are appraised", [AnalysisStatus, AnalysisRecompute]);

    public static readonly Palette Catalogue = new("catalogue", "The list that is made from the deals' journal", [CatalogueRebuild, CatalogueVerify]);

    /// <summary>All palettes, in the order of the help.</summary>
    public static IReadOnlyList<Palette> All { get; } = [Deals, Budget, Scout, Backfill, Analysis, Analyst, Catalogue, Cluster, ClusterSharding, Actor, Log];

    /// <summary>Finds a command.</summary>
    /// <param name="paletteName">The palette's word.</param>
    /// <param name="commandName">The command's word.</param>
    /// <param name="palette">The palette.</param>
    /// <param name="command">The command.</param>
    /// <param name="problem">Otherwise what is wrong and what there is.</param>
    public static bool TryFind(
        string? paletteName,
        string? commandName,
        [NotNullWhen(true)] out Palette? palette,
        [NotNullWhen(true)] out PaletteCommand? command,
        [NotNullWhen(false)] out string? problem)
    {
        command = null;
        palette = All.FirstOrDefault(p => p.Name == paletteName);
        if (palette is null)
        {
            problem = $"There is no palette '{paletteName}': there are {string.Join(", ", All.Select(p => p.Name))}.";
            return false;
        }

        command = palette.Commands.FirstOrDefault(c => c.Name == commandName);
        var names = string.Join(", ", palette.Commands.Select(c => c.Name));
        problem = (command, string.IsNullOrEmpty(commandName)) switch
        {
            (not null, _) => null,
            (null, true) => $"{palette.Name} needs a command: {names}.",
            (null, false) => $"The palette {palette.Name} has no command '{commandName}': it has {names}.",
        };
        return command is not null;
    }

    /// <summary>How a command is written, in one line.</summary>
    public static string UsageOf(Palette palette, PaletteCommand command) => UsageOf($"{palette.Name} {command.Name}", command);

    /// <summary>How a command is written after these words, in one line.</summary>
    public static string UsageOf(string words, PaletteCommand command) => $"Usage: {string.Join(' ', [words, .. command.Arguments.Select(UsageOf)])}";

    private static string UsageOf(PaletteArgument argument)
    {
        var text = argument.ValueName is null ? argument.Switches[0] : $"{argument.Switches[0]} <{argument.ValueName}>";
        return argument.Mandatory ? text : $"[{text}]";
    }

    private static PaletteCommand OfDeal(string name, string description) => new(
        name,
        description,
        new PaletteArgument("deal", "A deal's id such as 1-B0916T3WFJ, or an ASIN", "-a", "--deal") { ValueName = "id", Mandatory = true, Check = IdOrAsin },
        JsonArgument) { Mutates = true };

    private static PaletteCommand OfLane(string name, string description) => new(
        name,
        description,
        new PaletteArgument("lane", "interactive, discovery, enrichment, refresh or backfill", "-l", "--lane") { ValueName = "lane", Mandatory = true, Values = LaneItem.Names, Check = LaneOf },
        JsonArgument) { Mutates = true };

    private static PaletteArgument OfPlan(string name, string value, string description, IReadOnlyList<string> values, params string[] switches) =>
        new(name, description, switches) { ValueName = value, Values = values, Check = text => PlannedChange.ProblemOf(name, text) };

    private static PaletteArgument OfMember(bool mandatory, string description) =>
        new("address", $"{description}, such as {ClusterAddress.Example}", "-a", "--address") { ValueName = "address", Mandatory = mandatory, Check = Member };

    private static PaletteArgument OfRegion => new("region", "deal or seller", "-r", "--region") { ValueName = "type", Mandatory = true, Values = [DealsHosting.RegionName, DealsHosting.SellerRegionName] };

    private static string? Member(string text) => ClusterAddress.TryParse(text, out _) ? null : $"'{PlainText.Clean(text)}' is no address of a node: something like {ClusterAddress.Example} was expected.";

    private static string? Lines(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= LogRing.Most
        ? null
        : $"'{text}' is not a number of lines: a whole number from 0 to {LogRing.Most} was expected.";

    private static string? Level(string text) => LogLevels.TryParse(text, out _) ? null : $"'{text}' is not a level: {LogLevels.Expected} was expected.";

    private static string? Domain(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && AmazonDomain.TryFromNumber(number, out _)
        ? null
        : $"'{text}' is not a marketplace: one of {AmazonDomain.Expected} was expected.";

    private static string? LaneOf(string text) => LaneItem.TryParse(text, out _) ? null : $"'{text}' is not a lane: {LaneItem.Expected} was expected.";

    private static string? Depth(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth <= 100
        ? null
        : $"'{text}' is not a depth: a whole number from 0 to 100 was expected.";

    private static string? IdOrAsin(string text) => DealId.TryParse(text, out _) || Asin.TryParse(text, out _)
        ? null
        : $"'{text}' is neither a deal's id nor an ASIN: something like 1-B0916T3WFJ or B0916T3WFJ was expected.";
}
