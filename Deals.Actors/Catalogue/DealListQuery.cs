using System.Linq.Expressions;
using LinqToDB;

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
    public static IQueryable<DealTable> Page(IQueryable<DealTable> deals, DealFilter filter) => InOrder(deals, filter).Take(filter.Limit + 1);

    /// <summary>Every row behind the cursor, in the filter's order.</summary>
    public static IQueryable<DealTable> InOrder(IQueryable<DealTable> deals, DealFilter filter)
    {
        if (DealSortKey.Number(filter.Order.Field) is { } number)
            return Ordered(After(deals, filter, number, filter.After?.Number), number, filter.Order.Descending);
        return DealSortKey.Text(filter.Order.Field) is { } text
            ? Ordered(After(deals, filter, text, filter.After?.Text), text, filter.Order.Descending)
            : deals;
    }

    /// <summary>The cursor behind a row.</summary>
    public static DealCursor CursorAfter(DealTable row, DealOrder order) => new(
        order.ToString(), row.Id, DealSortKey.Number(order.Field)?.Compile()(row), DealSortKey.Text(order.Field)?.Compile()(row));

    // Absent values are last in both directions.
    private static IOrderedQueryable<DealTable> Ordered<T>(IQueryable<DealTable> deals, Expression<Func<DealTable, T>> key, bool descending) =>
        (descending ? deals.OrderByDescending(key, Sql.NullsPosition.Last) : deals.OrderBy(key, Sql.NullsPosition.Last)).ThenBy(d => d.Id);

    /// <summary>Rows behind the cursor: of the same value with a later id, of a later value, or of none.</summary>
    private static IQueryable<DealTable> After<T>(IQueryable<DealTable> deals, DealFilter filter, Expression<Func<DealTable, T>> key, T value)
    {
        if (filter.After is not { } after)
            return deals;
        var row = key.Parameters[0];
        var none = Expression.Constant(null, typeof(T));
        var id = Expression.Property(row, nameof(DealTable.Id));
        var laterId = Expression.GreaterThan(
            Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, id, Expression.Constant(after.Id)), Expression.Constant(0));
        var isAbsent = Expression.Equal(key.Body, none);
        if (value is null)
            return deals.Where(Expression.Lambda<Func<DealTable, bool>>(Expression.AndAlso(isAbsent, laterId), row));
        var at = Expression.Constant(value, typeof(T));
        var same = Expression.AndAlso(Expression.Equal(key.Body, at), laterId);
        return deals.Where(Expression.Lambda<Func<DealTable, bool>>(
            Expression.OrElse(isAbsent, Expression.OrElse(same, Later(key.Body, at, filter.Order.Descending))), row));
    }

    private static BinaryExpression Later(Expression key, Expression at, bool descending)
    {
        if (key.Type != typeof(string))
            return descending ? Expression.LessThan(key, at) : Expression.GreaterThan(key, at);
        var compared = Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, key, at);
        return descending ? Expression.LessThan(compared, Expression.Constant(0)) : Expression.GreaterThan(compared, Expression.Constant(0));
    }
}
