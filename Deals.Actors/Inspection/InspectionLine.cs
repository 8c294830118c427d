namespace Deals.Actors.Inspection;

/// <summary>One line of a command's answer, in the order of the answer.</summary>
/// <param name="Text">The line without its end; empty only in the line that closes a good answer.</param>
/// <param name="Final">Whether nothing follows.</param>
/// <param name="Error">Whether the command was refused or failed; the text says why.</param>
public sealed record InspectionLine(string Text, bool Final, bool Error)
{
    /// <summary>Closes an answer that went well.</summary>
    public static readonly InspectionLine Done = new("", Final: true, Error: false);

    /// <summary>A line after which more follows.</summary>
    public static InspectionLine Of(string text) => new(text, Final: false, Error: false);

    /// <summary>Ends an answer that went wrong.</summary>
    public static InspectionLine Failed(string text) => new(text, Final: true, Error: true);
}
