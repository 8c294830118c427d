namespace Deals.Actors.Budget;

/// <summary>The waiting requests by their name: immutable, found, added and taken out in four steps whatever their number. A tree of three levels of 32
/// children by the hash of the name, because a search tree of a hundred thousand is seventeen steps deep, each somewhere else in memory.</summary>
internal sealed class WaitingIndex
{
    /// <summary>Nobody waits.</summary>
    public static readonly WaitingIndex Empty = new(null, 0);

    private const int Levels = 3;
    private const int Bits = 5;
    private const int Children = 1 << Bits;

    // A node is an array: of nodes on the upper levels, of requests below them; absent where nothing is.
    private readonly object?[]? _root;

    private WaitingIndex(object?[]? root, int count)
    {
        _root = root;
        Count = count;
    }

    /// <summary>How many wait.</summary>
    public int Count { get; }

    /// <summary>The request of that name.</summary>
    public QueuedRequest? Find(Guid requestId)
    {
        var node = _root;
        var hash = requestId.GetHashCode();
        for (var level = 0; level < Levels && node is not null; level++)
            node = (object?[]?)node[Child(hash, level)];
        var at = node is null ? -1 : IndexIn(node, requestId);
        return at < 0 ? null : (QueuedRequest)node![at]!;
    }

    /// <summary>With a request; in place of the one of that name, if there is one.</summary>
    public WaitingIndex With(QueuedRequest request) =>
        new(Changed(_root, request.RequestId, request, 0), Count + (Find(request.RequestId) is null ? 1 : 0));

    /// <summary>Without the request of that name, if there is one.</summary>
    public WaitingIndex Without(Guid requestId) => Find(requestId) is null ? this : new(Changed(_root, requestId, null, 0), Count - 1);

    private static object?[]? Changed(object?[]? node, Guid requestId, QueuedRequest? request, int level)
    {
        if (level == Levels)
            return Bucket(node ?? [], requestId, request);
        var copy = node is null ? new object?[Children] : node.AsSpan().ToArray();
        ref var child = ref copy[Child(requestId.GetHashCode(), level)];
        child = Changed((object?[]?)child, requestId, request, level + 1);
        return copy;
    }

    private static object?[]? Bucket(object?[] bucket, Guid requestId, QueuedRequest? request)
    {
        var at = IndexIn(bucket, requestId);
        if (at < 0)
            return [.. bucket, request];
        if (request is null)
            return bucket.Length == 1 ? null : [.. bucket.AsSpan(0, at), .. bucket.AsSpan(at + 1)];
        object?[] copy = [.. bucket];
        copy[at] = request;
        return copy;
    }

    private static int IndexIn(object?[] bucket, Guid requestId)
    {
        for (var i = 0; i < bucket.Length; i++)
        {
            if (((QueuedRequest)bucket[i]!).RequestId == requestId)
                return i;
        }

        return -1;
    }

    private static int Child(int hash, int level) => (hash >> (level * Bits)) & (Children - 1);
}
