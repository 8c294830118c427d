using System.Linq.Expressions;
using LinqToDB.Async;

namespace Deals.Actors.Catalogue;

/// <summary>Builds the queries of a list: one filter for the rows, the count and every export, so that they never disagree.</summary>
internal static class DealListQuery
{
    /// <summary>The rows that a filter lets through.</summary>
    public static IQueryable<DealTable> Where(IQueryable<DealTable> deals, DealFilter filter)
    {
        if (filter.Status is { } status)
            deals = deals.Where(d => d.Status == status);
        if (filter.Domain is { } domain)
            deals = deals.Where(d => d.Domain == domain);
        if (filter.Feed is { } feed)
        {
            var bar = "|" + feed + "|";
            // Ordinal: without it the database compares like LIKE, to which capitals are the same.
            deals = deals.Where(d => d.Feeds.Contains(bar, StringComparison.Ordinal));
        }

        deals = filter.Words.Aggregate(deals, (rows, word) => rows.Where(d => d.Search.Contains(word)));
        if (filter.PriceTypes is { } types)
            deals = deals.Where(d => types.Contains(d.PriceType));
        return Bounds(deals, filter);
    }

    private static IQueryable<DealTable> Bounds(IQueryable<DealTable> deals, DealFilter filter)
    {
        if (filter.MinProfit is { } profit)
            deals = deals.Where(d => d.Profit >= profit);
        if (filter.MinAverageProfit is { } average)
            deals = deals.Where(d => d.AverageProfit >= average);
        if (DealTable.ToMillionths(filter.MinRoi) is { } roi)
            deals = deals.Where(d => d.Roi >= roi);
        if (filter.MaxRank is { } rank)
            deals = deals.Where(d => d.Rank <= rank);
        if (filter.MinDrops is { } drops)
            deals = deals.Where(d => d.Drops30 >= drops);
        if (DealTable.ToMillionths(filter.MinTrust) is { } trust)
            deals = deals.Where(d => d.Trust >= trust);
        if (DealTable.ToMillionths(filter.MinBelowAverage) is { } below)
            deals = deals.Where(d => d.BelowAverage >= below);
        return deals;
    }

    /// <summary>One page in the filter's order, one row more than the limit, which tells whether another follows.</summary>
    public static async Task<List<DealTable>> PageAsync(IQueryable<DealTable> deals, DealFilter filter, CancellationToken cancellation)
    {
        var most = filter.Limit + 1;
        var page = new List<DealTable>();
        foreach (var part in InOrder(deals, filter))
        {
            if (page.Count < most)
                page.AddRange(await part.Take(most - page.Count).ToListAsync(cancellation));
        }

        return page;
    }

    /// <summary>All rows behind the cursor, part after part: those that have the sort value come first, in either direction, and then those that have none. Each
    /// part is a walk along an index from where the cursor stands.</summary>
    public static IEnumerable<IQueryable<DealTable>> InOrder(IQueryable<DealTable> deals, DealFilter filter)
    {
        if (DealSortKey.Number(filter.Order.Field) is { } number)
            return Parts(deals, filter, number, filter.After?.Number);
        return DealSortKey.Text(filter.Order.Field) is { } text
            ? Parts(deals, filter, text, filter.After?.Text)
            : throw new ArgumentOutOfRangeException(nameof(filter), filter.Order.Field, "No column to sort by.");
    }

    /// <summary>The cursor behind a row.</summary>
    public static DealCursor CursorAfter(DealTable row, DealOrder order) => new(
        order.ToString(), row.Id, DealSortKey.Number(order.Field)?.Compile()(row), DealSortKey.Text(order.Field)?.Compile()(row));

    private static IEnumerable<IQueryable<DealTable>> Parts<T>(IQueryable<DealTable> deals, DealFilter filter, Expression<Func<DealTable, T>> key, T after)
    {
        var isBeyondPresent = filter.After is not null && after is null;
        if (!isBeyondPresent)
            yield return Present(deals, filter, key, after);
        yield return Absent(deals, key, isBeyondPresent ? filter.After!.Id : null);
    }

    private static IQueryable<DealTable> Present<T>(IQueryable<DealTable> deals, DealFilter filter, Expression<Func<DealTable, T>> key, T after)
    {
        var row = key.Parameters[0];
        var condition = Expression.NotEqual(key.Body, Expression.Constant(null, typeof(T)));
        if (after is not null)
        {
            var at = Expression.Constant(after, typeof(T));
            condition = Expression.AndAlso(condition, NotBefore(key.Body, at, filter.Order.Descending));
            condition = Expression.AndAlso(condition, Expression.OrElse(Expression.NotEqual(key.Body, at), IsBehind(row, filter.After!.Id)));
        }

        var rows = deals.Where(Expression.Lambda<Func<DealTable, bool>>(condition, row));
        return (filter.Order.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ThenBy(d => d.Id);
    }

    private static IQueryable<DealTable> Absent<T>(IQueryable<DealTable> deals, Expression<Func<DealTable, T>> key, string? afterId)
    {
        var row = key.Parameters[0];
        var condition = Expression.Equal(key.Body, Expression.Constant(null, typeof(T)));
        if (afterId is not null)
            condition = Expression.AndAlso(condition, IsBehind(row, afterId));
        return deals.Where(Expression.Lambda<Func<DealTable, bool>>(condition, row)).OrderBy(d => d.Id);
    }

    private static BinaryExpression IsBehind(ParameterExpression row, string id) => Expression.GreaterThan(
        Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, Expression.Property(row, nameof(DealTable.Id)), Expression.Constant(id)), Expression.Constant(0));

    private static BinaryExpression NotBefore(Expression key, Expression at, bool descending)
    {
        if (key.Type != typeof(string))
            return descending ? Expression.LessThanOrEqual(key, at) : Expression.GreaterThanOrEqual(key, at);
        var compared = Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, key, at);
        return descending ? Expression.LessThanOrEqual(compared, Expression.Constant(0)) : Expression.GreaterThanOrEqual(compared, Expression.Constant(0));
    }
}
