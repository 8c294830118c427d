namespace Deals.Simulator.World;

/// <summary>What Keepa has of a product when it answers: the history up to the last look, and where that is too old a look of its own.</summary>
/// <param name="Product">The product.</param>
/// <param name="Look">The last regular look.</param>
/// <param name="At">When the answer's values were taken: the look, or the arrival of the request.</param>
/// <param name="From">Where histories begin.</param>
internal sealed record View(Product Product, long Look, long At, long From)
{
    private readonly List<(long At, long Value)>?[] _points = new List<(long At, long Value)>?[36];

    /// <summary>Whether nobody sells it any more, and Keepa cannot reach it.</summary>
    public bool IsGone => At >= Product.GoneAt;

    /// <summary>The points of a type, the oldest first; empty where the product never had it.</summary>
    public IReadOnlyList<(long At, long Value)> Points(int type) => _points[type] ??= Read(type);

    /// <summary>The value of a type; -1 where there is none.</summary>
    public long Current(int type) => Points(type) is { Count: > 0 } points ? points[^1].Value : -1;

    private List<(long At, long Value)> Read(int type)
    {
        var points = Product.Points(type, From, Look);
        if (points.Count == 0 || At <= Look)
            return points;
        var (value, since) = Product.TrueValue(type, At);
        // What has changed since the last regular look is seen now.
        if (since > Look)
            points.Add((At, value));
        return points;
    }
}
