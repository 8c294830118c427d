namespace Deals.Actors.Storage;

/// <summary>A store cannot be used as it is. The message is one line that says what is wrong and what was expected; nothing was changed.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it stays so until somebody does something: waiting does not help.</summary>
    public bool NeedsSomebody { get; init; }
}
