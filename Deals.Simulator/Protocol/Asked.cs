using System.Globalization;
using Deals.Simulator.Deals;

namespace Deals.Simulator.Protocol;

/// <summary>Reads what a request asks in its address or its body, and refuses as Keepa does.</summary>
internal static class Asked
{
    /// <summary>The world's only marketplace; every other is empty.</summary>
    public const int OnlyDomain = 1;

    private const int AsinLength = 10;

    /// <summary>A GET brings the query in its address, a POST in its body; some clients POST with everything in the address.</summary>
    public static async Task<string?> SelectionAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (HttpMethods.IsGet(request.Method) || request.Query.ContainsKey("selection"))
            return request.Query["selection"];
        try
        {
            using var reader = new StreamReader(request.Body);
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (BadHttpRequestException)
        {
            throw new BadRequestException("The queryJSON is missing or invalid.", "");
        }
    }

    public static int Domain(HttpRequest request) =>
        int.TryParse(request.Query["domain"], NumberStyles.None, CultureInfo.InvariantCulture, out var domain) && DealRequest.Domains.Contains(domain)
            ? domain
            // Keepa's details are JSON in a text here (recorded).
            : throw Wrong("""[{"type":"domain","message":"invalid"}]""");

    public static string Asin(HttpRequest request) => request.Query["asin"].ToString() is { Length: AsinLength } asin && asin.All(char.IsAsciiLetterOrDigit)
        ? asin.ToUpperInvariant()
        : throw Wrong("asin");

    /// <summary>A whole number within bounds; absent, what stands for it.</summary>
    public static int Whole(HttpRequest request, string name, int otherwise, int least, int most)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name);
    }

    public static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() is "1" or "true" or "True";

    public static BadRequestException Wrong(string details) => new("You used an invalid parameter for this API call.", details);
}
