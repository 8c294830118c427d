using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>Names a question: the same prompt version, model and subject have the same hash, and are asked once.</summary>
public static class InputHash
{
    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    /// <param name="promptVersion">The version of the prompt.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="subject">The deal; when Keepa looked at it is no part of the question.</param>
    public static string Of(int promptVersion, string model, AnalystSubject subject) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{promptVersion.ToString(CultureInfo.InvariantCulture)}\n{model}\n{SubjectJson.Canonical(subject)}")));
}
