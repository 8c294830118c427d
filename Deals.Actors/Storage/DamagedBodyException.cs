namespace Deals.Actors.Storage;

/// <summary>What is stored under a key is no compressed body, and stays so until another is stored in its place.</summary>
/// <param name="key">The key.</param>
public sealed class DamagedBodyException(string key) : Exception($"The stored body of {key} is damaged; another one replaces it.");
