using System.Runtime.InteropServices;
using Deals.Actors.Storage;
using Deals.Bench.Budget;
using Deals.Bench.Chaos;
using Deals.Bench.Engine;
using Deals.Bench.Enrichment;
using Deals.Bench.Freshness;
using Deals.Bench.Processes;
using Deals.Bench.Recovery;
using Deals.Bench.Reporting;

namespace Deals.Bench;

/// <summary>The command line: runs a bench, prints its table, writes its JSON. Exit 0: every bar holds; 1: one is missed, or the run broke; 2: wrong arguments.</summary>
internal static class Verbs
{
    private const int Done = 0;
    private const int Missed = 1;
    private const int WrongArguments = 2;

    private const string Usage =
        """
        dotnet run -c Release --project Deals.Bench -- VERB [--json FILE] [--full] [--seed N]

          chaos    kills a node at random moments and checks that nothing was lost, forgotten or bought twice
                   [--kills 20] [--rate 30] [--deals 600] [--scale 120] [--host Deals.Host.dll] [--port P, and P + 1; free ones if absent]
                   --nodes 3: a cluster on a PostgreSQL server of its own; kills one, two or all [--kills 50] [--rate 20] [--deals 15000]

          engine   a hundred thousand deals asleep against a thousand: memory, and one of them woken in time; sightings to warm deals against plain persistent actors;
                   how far rows are behind events; three nodes against one
                   [--deals 100000] [--warm 2000] [--part sleeping|warm|rows|nodes]

          recovery starts a node on 15,000 and on 1,000,000 stored deals, until the first grant; compares the memory of the idle nodes; kills the router's node of three
                   [--deals 1000000] [--few 15000] [--starts 5] [--part router|crowds]

          budget   days of a token bucket on virtual time with work in every lane: ours, wait and retry, a rate limiter, threshold and recharge; what a grant decision costs

          freshness the production policy on virtual time beside MaxAge, FIFO, Tiered, proportional, Azar, LambdaCrawl and the clairvoyant optimum; sweeps of the feed; changes of plan
                   [--populations BASE,FAST,HOT,HOT5m] [--seeds 3] [--days 30] [--part policies,sweeps,changes,million,host]; --full: every population, 5 seeds, a million deals, a host
                   host: a real host on a simulator for a day at time scale 200, beside the same day on virtual time; 8 minutes

          enrichment products whose true sales, season and resale price are known, of two worlds: errors of list price and average, months hit, false and missed profits, beside Keepa's
                   averages and the highest price; and their stored bodies evaluated again
                   [--seeds 3] [--products 5000] [--simulated 500] [--bodies 15000] [--workers 2] [--trust 0.5]; --full: 10 seeds

        chaos --nodes, engine and recovery start a PostgreSQL server of their own. Other verbs (api) do not exist yet.
        """;

    /// <summary>Runs what the arguments say.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "help"])
        {
            await Console.Out.WriteLineAsync(Usage);
            return Done;
        }

        if (args is not [("budget" or "chaos" or "engine" or "enrichment" or "freshness" or "recovery") and var verb, .. var rest])
        {
            await Console.Error.WriteLineAsync(args.Length == 0 ? Usage : $"'{args[0]}' is no bench.\n\n{Usage}");
            return WrongArguments;
        }

        (Func<CancellationToken, Task<BenchReport>> Run, string? Json) bench;
        try
        {
            bench = BenchOf(verb, rest);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongArguments;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        try
        {
            return await ReportAsync(await bench.Run(stopping.Token), bench.Json);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; every process that was started has ended.");
            return Missed;
        }
        catch (Exception e) when (e is NotInTimeException or IOException or HttpRequestException or InvalidDataException or StorageException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Missed;
        }
    }

    private static (Func<CancellationToken, Task<BenchReport>> Run, string? Json) BenchOf(string verb, IReadOnlyList<string> args)
    {
        if (verb == "budget")
        {
            var budget = BudgetOptions.Read(args);
            return (stopping => BudgetBench.RunAsync(budget, Console.Out, stopping), budget.Json);
        }

        if (verb == "freshness")
        {
            var freshness = FreshnessOptions.Read(args);
            return (stopping => FreshnessBench.RunAsync(freshness, Console.Out, stopping), freshness.Json);
        }

        if (verb == "enrichment")
        {
            var enrichment = EnrichmentOptions.Read(args);
            return (stopping => EnrichmentBench.RunAsync(enrichment, Console.Out, stopping), enrichment.Json);
        }

        if (verb == "engine")
        {
            var engine = EngineOptions.Read(args);
            return (stopping => OnPostgres(() => EngineBench.RunAsync(engine, Console.Out, stopping)), engine.Json);
        }

        if (verb == "recovery")
        {
            var recovery = RecoveryOptions.Read(args);
            return (stopping => OnPostgres(() => RecoveryBench.RunAsync(recovery, Console.Out, stopping)), recovery.Json);
        }

        var chaos = ChaosOptions.Read(args);
        return chaos.Nodes > 1
            ? (stopping => OnPostgres(() => ChaosRun.RunAsync(chaos, Console.Out, stopping)), chaos.Json)
            : (stopping => ChaosRun.RunAsync(chaos, Console.Out, stopping), chaos.Json);
    }

    private static Task<BenchReport> OnPostgres(Func<Task<BenchReport>> run) => PostgresServer.Missing is { } missing ? throw new NotInTimeException(missing) : run();

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopping.Cancel();
    });

    private static async Task<int> ReportAsync(BenchReport report, string? file)
    {
        await Console.Out.WriteLineAsync(report.ToTable());
        if (file is not null)
            await File.WriteAllTextAsync(file, report.ToJson() + "\n");
        return report.Bars.All(bar => bar.Holds) ? Done : Missed;
    }
}
