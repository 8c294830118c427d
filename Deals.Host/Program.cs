using Deals.Host;
using Deals.Host.Cli;

var line = CommandLine.Split(args, out var problem);
if (problem is not null)
{
    await Console.Error.WriteLineAsync(problem);
    return ExitCode.WrongArguments;
}

return line.RunsNode
    ? await Node.RunAsync(line.Settings)
    : await Verbs.RunAsync(line, Screen.OfConsole(), Console.In);
