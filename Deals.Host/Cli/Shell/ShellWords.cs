using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Deals.Host.Cli.Shell;

/// <summary>Splits a line into words as shells do: at spaces, but not inside single or double quotes.</summary>
internal static class ShellWords
{
    /// <summary>Splits.</summary>
    /// <param name="line">The line.</param>
    /// <param name="words">Its words.</param>
    /// <param name="problem">Otherwise what is wrong.</param>
    public static bool TrySplit(string line, [NotNullWhen(true)] out List<string>? words, [NotNullWhen(false)] out string? problem)
    {
        (words, problem) = ([], null);
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        foreach (var c in line)
        {
            if (quote == '\0' && c is '"' or '\'')
            {
                (quote, isWord) = (c, true);
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (quote != '\0')
        {
            (words, problem) = (null, $"A quote is not closed: another {quote} was expected.");
            return false;
        }

        if (isWord)
            words.Add(word.ToString());
        return true;
    }
}
