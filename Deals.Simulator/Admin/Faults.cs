using System.Text.Json;

namespace Deals.Simulator.Admin;

/// <summary>A way to go wrong on purpose.</summary>
/// <param name="Path">The path, or <c>*</c> for every one.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Probability">How likely a request is hit, 0-1.</param>
/// <param name="Count">How many requests are hit at most; absent for no limit.</param>
internal sealed record Fault(string Path, string Kind, double Probability, int? Count)
{
    public static readonly string[] Kinds = ["429", "500", "503", "timeout-after-debit", "reset", "truncated-gzip", "malformed", "slow", "ok-with-error"];
}

/// <summary>The faults that are on.</summary>
internal sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly Noise _noise = new(31);
    private List<Fault> _on = [];
    private long _drawn;

    /// <summary>Replaces all.</summary>
    /// <exception cref="FormatException">The body is no list of faults; the message says what was expected.</exception>
    public IReadOnlyList<Fault> Replace(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw new FormatException("A list of faults was expected: [{\"path\": \"/deal\", \"kind\": \"500\", \"probability\": 1, \"count\": 3}].");
        var faults = body.EnumerateArray().Select(Read).ToList();
        lock (_gate)
            _on = [.. faults];
        return faults;
    }

    /// <summary>What goes wrong with this request, if anything.</summary>
    public string? Draw(string path)
    {
        lock (_gate)
        {
            for (var i = 0; i < _on.Count; i++)
            {
                var fault = _on[i];
                if (fault.Count == 0 || (fault.Path != "*" && fault.Path != path) || _noise.Unit(_drawn++) >= fault.Probability)
                    continue;
                _on[i] = fault with { Count = fault.Count - 1 };
                return fault.Kind;
            }

            return null;
        }
    }

    private static Fault Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new FormatException("A fault is an object with path, kind, probability and count.");
        var path = item.TryGetProperty("path", out var p) && p.ValueKind == JsonValueKind.String ? p.GetString()!.TrimEnd('/') : "";
        if (path != "*" && !path.StartsWith('/'))
            throw new FormatException($"The path '{path}' is none: one such as /deal, or * for every one, was expected.");
        var kind = item.TryGetProperty("kind", out var k) ? k.ToString() : "";
        if (!Fault.Kinds.Contains(kind))
            throw new FormatException($"The kind '{kind}' is unknown: one of {string.Join(", ", Fault.Kinds)} was expected.");
        var probability = 1.0;
        if (item.TryGetProperty("probability", out var q) && q.ValueKind != JsonValueKind.Null && (q.ValueKind != JsonValueKind.Number || (probability = q.GetDouble()) is < 0 or > 1))
            throw new FormatException($"The probability {q} is out of range: 0 to 1 was expected.");
        int? count = null;
        if (item.TryGetProperty("count", out var c) && c.ValueKind != JsonValueKind.Null)
            count = c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out var n) && n >= 0 ? n : throw new FormatException($"The count {c} is no whole number of 0 or more.");
        return new Fault(path, kind, probability, count);
    }
}
