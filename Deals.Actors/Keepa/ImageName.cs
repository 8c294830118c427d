namespace Deals.Actors.Keepa;

/// <summary>The file name of an image: a plain one, because it becomes part of an address.</summary>
internal static class ImageName
{
    private const int MostCharacters = 200;

    public static string? From(string? text) => text is { Length: > 0 and <= MostCharacters }
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '%') ? text : null;
}
