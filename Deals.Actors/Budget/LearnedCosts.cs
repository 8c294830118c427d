using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What requests of one shape cost, by Keepa's own answers. Old answers fade, so that a new price is known after some hundred requests.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Requests">How many were answered, in total.</param>
/// <param name="Things">Things asked for, faded.</param>
/// <param name="Tokens">Tokens that they cost, faded.</param>
/// <param name="Most">The most that one thing cost in the mean of a request, faded.</param>
public sealed record LearnedCost(RequestShape Shape, long Requests, double Things, double Tokens, double Most)
{
    // One answer says little, and a shape that is asked for seldom should still be learned: the assumption counts as much as this many things.
    private const double Prior = 5;
    private const double Kept = 1 - (1.0 / 200);

    /// <summary>What one thing is expected to cost: for planning.</summary>
    public double Expected => ((Prior * Shape.Assumed) + Tokens) / (Prior + Things);

    /// <summary>The most that one thing may cost: what is held until the answer is there. Never less than documented.</summary>
    public int WorstCase => Math.Max(Shape.WorstCase, (int)Math.Ceiling(Math.Round(Most, 6)));

    /// <summary>Nothing seen yet.</summary>
    public static LearnedCost Unseen(RequestShape shape) => new(shape, 0, 0, 0, 0);

    /// <summary>Takes in what a request cost.</summary>
    /// <param name="things">How many things it asked for.</param>
    /// <param name="tokens">What it cost.</param>
    public LearnedCost Seen(int things, int tokens) => this with
    {
        Requests = Requests + 1,
        Things = (Things * Kept) + things,
        Tokens = (Tokens * Kept) + tokens,
        Most = Math.Max(Most * Kept, tokens / (double)things),
    };
}

/// <summary>What every shape costs, as learned. Pure: the router's state has one.</summary>
public sealed record LearnedCosts
{
    // Shapes are the program's own and few; a bound all the same.
    private const int MostShapes = 64;

    /// <summary>By the shape's name.</summary>
    public ImmutableSortedDictionary<string, LearnedCost> ByShape { get; init; } = ImmutableSortedDictionary.Create<string, LearnedCost>(StringComparer.Ordinal);

    /// <summary>Nothing learned yet.</summary>
    public static LearnedCosts None { get; } = new();

    /// <summary>Those that were learned before.</summary>
    public static LearnedCosts Of(IEnumerable<LearnedCost> costs) =>
        new() { ByShape = costs.ToImmutableSortedDictionary(static c => c.Shape.Name, static c => c, StringComparer.Ordinal) };

    /// <summary>What is known of a shape.</summary>
    public LearnedCost Of(RequestShape shape) => ByShape.TryGetValue(shape.Name, out var known) ? known with { Shape = shape } : LearnedCost.Unseen(shape);

    /// <summary>The most that a request may cost, in tokens.</summary>
    public int WorstCaseOf(KeepaRequest request) =>
        RequestShape.Of(request) is var (shape, things) ? Of(shape).WorstCase * things : request.WorstCaseCost;

    /// <summary>Takes in what a request cost.</summary>
    public LearnedCosts Seen(KeepaRequest request, int tokens)
    {
        if (RequestShape.Of(request) is not var (shape, things) || (ByShape.Count >= MostShapes && !ByShape.ContainsKey(shape.Name)))
            return this;
        return this with { ByShape = ByShape.SetItem(shape.Name, Of(shape).Seen(things, tokens)) };
    }
}
