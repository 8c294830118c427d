namespace Deals.Actors.Inspection;

/// <summary>A group of commands, as Petabridge.Cmd has it: <c>deals</c>, <c>budget</c>, <c>cluster</c>.</summary>
/// <param name="Name">The word.</param>
/// <param name="Description">What its commands are about, in one sentence.</param>
/// <param name="Commands">The commands in the order of the help.</param>
public sealed record Palette(string Name, string Description, IReadOnlyList<PaletteCommand> Commands);

/// <summary>One command of a palette.</summary>
/// <param name="Name">The word after the palette's.</param>
/// <param name="Description">What it does, in one sentence.</param>
/// <param name="Arguments">What it takes, in the order of the help.</param>
public sealed record PaletteCommand(string Name, string Description, params IReadOnlyList<PaletteArgument> Arguments)
{
    /// <summary>Whether it changes anything: where API keys are configured it takes the operator's role.</summary>
    public bool Mutates { get; init; }

    /// <summary>Whether the answer goes on until the caller goes away; ending it is not a failure.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether it is long work: in JSON each line is a <see cref="Catalogue.CatalogueStep"/>, of which a terminal makes a bar.</summary>
    public bool ReportsSteps { get; init; }

    /// <summary>Finds an argument by one of its switches.</summary>
    public PaletteArgument? BySwitch(string text) => Arguments.FirstOrDefault(a => a.Switches.Contains(text, StringComparer.Ordinal));
}

/// <summary>One argument of a command. An argument without a <see cref="ValueName"/> is a flag.</summary>
/// <param name="Name">Its name, by which the command reads it.</param>
/// <param name="Description">What it means, in one sentence.</param>
/// <param name="Switches">How it is written: <c>-a</c>, <c>--limit</c>.</param>
public sealed record PaletteArgument(string Name, string Description, params IReadOnlyList<string> Switches)
{
    /// <summary>What the help calls its value; absent for a flag.</summary>
    public string? ValueName { get; init; }

    /// <summary>Whether the command cannot do without it.</summary>
    public bool Mandatory { get; init; }

    /// <summary>The value where none is given.</summary>
    public string? Default { get; init; }

    /// <summary>Values that a shell may offer; others may be right too.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Says what is wrong with a value, or nothing.</summary>
    public Func<string, string?>? Check { get; init; }
}
