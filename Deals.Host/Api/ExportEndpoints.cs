using System.Text;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;

namespace Deals.Host.Api;

/// <summary><c>GET /api/deals.csv</c> and <c>/api/deals.ndjson</c>: the whole list of a filter, row by row, of one state of the catalogue.</summary>
internal static class ExportEndpoints
{
    /// <summary>An export holds one state of the catalogue; whoever reads slower than this is cut off.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly string[] OfPages = ["limit", "cursor"];

    /// <summary>Maps them.</summary>
    public static void MapExport(this IEndpointRouteBuilder api)
    {
        api.MapGet("/deals.csv", (HttpRequest request, ICatalogue catalogue) => Export(request, catalogue, "text/csv; charset=utf-8; header=present", DealCsv.Header, DealCsv.Line));
        api.MapGet("/deals.ndjson", (HttpRequest request, ICatalogue catalogue) => Export(request, catalogue, "application/x-ndjson", "", deal => InspectionJson.Line(deal) + "\n"));
    }

    private static IResult Export(HttpRequest request, ICatalogue catalogue, string type, string header, Func<DealItem, string> line)
    {
        if (request.Query.Keys.FirstOrDefault(OfPages.Contains) is { } page)
            return Problems.Wrong($"'{page}' is no parameter of an export: it has every row of its filter.");
        var parameters = request.Query.SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value ?? ""));
        return DealFilterText.Parse(parameters) switch
        {
            DealFilterReading.Read read => new RowStream(catalogue, read.Filter, type, header, line),
            DealFilterReading.Wrong wrong => Problems.Wrong(PlainText.Clean(string.Join(' ', wrong.Problems), 2000)),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    private sealed class RowStream(ICatalogue catalogue, DealFilter filter, string type, string header, Func<DealItem, string> line) : IResult
    {
        private const int Flush = 64 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
            patience.CancelAfter(Longest);
            await using var rows = catalogue.StreamAsync(filter, patience.Token).GetAsyncEnumerator(patience.Token);
            // The first row is read before the first byte leaves: a catalogue that does not answer is still a 503.
            var more = await rows.MoveNextAsync();
            var response = httpContext.Response;
            response.ContentType = type;
            // From here on a failure cuts the connection: half a list must not look like a whole one.
            await response.StartAsync(patience.Token);
            var unflushed = Encoding.UTF8.GetBytes(header, response.BodyWriter);
            for (; more; more = await rows.MoveNextAsync())
            {
                unflushed += Encoding.UTF8.GetBytes(line(new DealItem(rows.Current)), response.BodyWriter);
                if (unflushed < Flush)
                    continue;
                await response.BodyWriter.FlushAsync(patience.Token);
                unflushed = 0;
            }

            await response.BodyWriter.FlushAsync(patience.Token);
        }
    }
}
