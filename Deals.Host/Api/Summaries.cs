namespace Deals.Host.Api;

/// <summary>What each call is for, in one sentence, for the description of the API. A test holds that none is missing.</summary>
internal static class Summaries
{
    private static readonly Dictionary<string, string> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["GET /api/status"] = "Version, mode, counts by status, and whether the stores and the list are well",
        ["GET /api/deals"] = "The list of deals, page by page",
        ["GET /api/deals.csv"] = "The whole list of a filter as CSV (RFC 4180), streamed",
        ["GET /api/deals.ndjson"] = "The whole list of a filter, an item a line, streamed",
        ["POST /api/deals"] = "Follow a product from now on, whether a feed shows it or not",
        ["GET /api/deals/{id}"] = "All facts of a deal with their sources and ages",
        ["GET /api/deals/{id}/history"] = "Series of prices, ranks and counts, and the deal's own events",
        ["POST /api/deals/{id}/refresh"] = "Buy fresh facts with offers, before everything else",
        ["POST /api/deals/{id}/release"] = "Process a suspended or retired deal again",
        ["POST /api/deals/{id}/retire"] = "End a deal",
        ["POST /api/deals/{id}/analyse"] = "Have a deal judged by the analyst, before everybody else",
        ["PUT /api/deals/{id}/watch"] = "Look at a deal every six hours, with offers",
        ["DELETE /api/deals/{id}/watch"] = "Look at a deal as at any other",
        ["GET /api/freshness"] = "Ages of every group of facts, what the plan can keep fresh, who is next and why",
        ["GET /api/budget"] = "Balance, capacity, next refill, lanes, permits and totals of the token budget",
        ["GET /api/budget/plan"] = "What a change would cost before it is made: maxAge=3d, feed=DE/67, reEnrich=offers",
        ["POST /api/lanes/{lane}/pause"] = "Stop a lane until it is resumed; its requests wait",
        ["POST /api/lanes/{lane}/resume"] = "Let a lane go on",
        ["GET /api/analyst"] = "Calls and dollars of the day, lanes, what the analyst waits for, deals by their analysis",
        ["GET /api/feeds"] = "What the scout and the backfill do, their gap, rejections by reason, what an accepted deal costs",
        ["GET /api/analysis"] = "By which rules deals are appraised, why profits are not listed, and how far making it again is",
        ["POST /api/analysis/recompute"] = "Analyse every stored record again, in the background and without a token",
        ["GET /api/cluster"] = "Members, leader, oldest; shards and awake entities by region and node",
        ["GET /api/events"] = "Server-sent events: deals found, changed, suspended, retired; budget; cluster",
        ["POST /api/commands"] = "Run a command of the command line; answered line by line",
        ["GET /login"] = "The page that asks for a key",
        ["POST /login"] = "Exchange a key for a browser's cookie",
        ["POST /logout"] = "Take the cookie back",
        ["GET /health/live"] = "Whether the process lives",
        ["GET /health/ready"] = "Whether the node has joined and its stores answer",
        ["GET /health/progress"] = "Whether deals and tokens move",
        ["GET /metrics"] = "Figures for Prometheus",
    };

    /// <summary>What a call is for, if it is known.</summary>
    public static string? Of(string? method, string path) => All.GetValueOrDefault($"{method} {path}");
}
