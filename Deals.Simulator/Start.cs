using System.Globalization;
using System.Net;

namespace Deals.Simulator;

/// <summary>Runs the simulator by itself.</summary>
internal static class Start
{
    private const int WrongArguments = 2;

    private const string Usage =
        "Deals.Simulator --port 5090 [--listen 127.0.0.1] [--rate 20] [--deals 15000] [--seed 1] [--time-scale 1] [--time-origin ISO] [--world DIR] [--state FILE]";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            await Console.Out.WriteLineAsync(Usage);
            return 0;
        }

        SimulatorOptions options;
        try
        {
            options = Read(args, TimeProvider.System.GetUtcNow());
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongArguments;
        }

        using var loggers = LoggerFactory.Create(b => b.AddSimpleConsole(c => c.SingleLine = true));
        try
        {
            await using var keepa = await SimulatedKeepa.StartAsync(options, new ScaledClock(options.Origin, options.TimeScale), loggers);
            await keepa.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The simulator cannot start on {options.Url}: {e.Message}");
            return 1;
        }
    }

    private static SimulatorOptions Read(string[] args, DateTimeOffset now)
    {
        var options = new SimulatorOptions { Origin = now };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length)
                throw new FormatException($"{args[i]} has no value: one was expected behind it, as in {Usage}");
            var value = args[i + 1];
            options = args[i] switch
            {
                "--port" => options with { Url = new Uri($"http://127.0.0.1:{Whole(args[i], value, 0, 65535)}") },
                "--listen" => options with { Listen = Address(args[i], value) },
                "--rate" => options with { RefillRate = Whole(args[i], value, 1, 10_000) },
                "--deals" => options with { Deals = Whole(args[i], value, 1, 1_000_000) },
                "--seed" => options with { Seed = Whole(args[i], value, int.MinValue, int.MaxValue) },
                "--time-scale" => options with { TimeScale = Scale(args[i], value) },
                "--time-origin" => options with { Origin = Instant(args[i], value) },
                "--world" => options with { WorldDirectory = Folder(args[i], value, value) },
                "--state" => options with { StateFile = Path.GetFullPath(Folder(args[i], value, Path.GetDirectoryName(Path.GetFullPath(value)))) },
                _ => throw new FormatException($"{args[i]} (with '{value}') is no argument: one of {Usage} was expected."),
            };
        }

        return options.Problems().FirstOrDefault() is { } problem ? throw new FormatException(problem) : options;
    }

    private static int Whole(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}': a whole number from {least} to {most} was expected.");

    private static IPAddress Address(string name, string value) => IPAddress.TryParse(value, out var address)
        ? address
        : throw new FormatException($"{name} is '{value}': an IP address of this machine such as 127.0.0.1 or 0.0.0.0 was expected.");

    private static double Scale(string name, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 200
            ? number
            : throw new FormatException($"{name} is '{value}': a number above 0 and at most 200 was expected.");

    private static string Folder(string name, string value, string? folder) => Directory.Exists(folder)
        ? value
        : throw new FormatException($"{name} is '{value}': {(name == "--state" ? "a file in a folder that exists" : "a folder that exists")} was expected.");

    private static DateTimeOffset Instant(string name, string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw new FormatException($"{name} is '{value}': an instant such as 2026-01-01T00:00:00Z was expected.");
}
