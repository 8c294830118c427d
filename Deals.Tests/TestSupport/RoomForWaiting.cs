using System.Runtime.CompilerServices;

namespace Deals.Tests.TestSupport;

/// <summary>Akka's TestKit waits synchronously, and each such wait holds a thread of the pool; the pool adds one or two a second. Without room for them a dozen
/// waiting tests stop every actor system of the run for a minute.</summary>
internal static class RoomForWaiting
{
    private const int Threads = 128;

    [ModuleInitializer]
    internal static void Make() => ThreadPool.SetMinThreads(Threads, Threads);
}
