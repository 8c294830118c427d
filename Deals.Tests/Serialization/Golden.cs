using System.Security.Cryptography;
using System.Text;

namespace Deals.Tests.Serialization;

/// <summary>One line of golden.txt: bytes that some version has stored or sent, and every later version reads.</summary>
/// <param name="Number">The line's number, from 1.</param>
/// <param name="Name">The sample that they are: its manifest, and after a slash what sets it apart.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Seal">Eight hexadecimal digits over this line and all before it.</param>
internal sealed record GoldenLine(int Number, string Name, byte[] Bytes, string Seal)
{
    public string Manifest => Name.Split('/')[0];

    private string Text => $"{Name} {(Bytes.Length == 0 ? "-" : Convert.ToBase64String(Bytes))}";

    public override string ToString() => $"{Text} {Seal}";

    /// <summary>The seal that follows from the line and the seal before it.</summary>
    public string SealAfter(string before) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{Text}")))[..8];
}

/// <summary>The record of all bytes. It only grows: each line is sealed with all before it, so that whoever changes one has to change every seal after
/// it too.</summary>
internal static class Golden
{
    public static IReadOnlyList<GoldenLine> Lines { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Serialization", "golden.txt"))
            .Select((line, i) => line.Split(' ') is [var name, var bytes, var seal]
                ? new GoldenLine(i + 1, name, bytes == "-" ? [] : Convert.FromBase64String(bytes), seal)
                : throw new FormatException($"Line {i + 1} of golden.txt is not a name, base64 and a seal.")),
    ];

    /// <summary>The lines that would put samples on record, ready to be appended.</summary>
    public static IReadOnlyList<string> Further(IEnumerable<(string Name, byte[] Bytes)> samples)
    {
        var (number, seal) = Lines.Count == 0 ? (0, "") : (Lines[^1].Number, Lines[^1].Seal);
        var lines = new List<string>();
        foreach (var (name, bytes) in samples)
        {
            var line = new GoldenLine(++number, name, bytes, "");
            seal = line.SealAfter(seal);
            lines.Add((line with { Seal = seal }).ToString());
        }

        return lines;
    }
}
