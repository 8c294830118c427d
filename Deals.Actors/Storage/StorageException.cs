namespace Deals.Actors.Storage;

/// <summary>A store cannot be used as it is. The message is one line that says what is wrong and what was expected; nothing was changed.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
