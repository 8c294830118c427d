namespace Deals.Tests.Cluster;

/// <summary>Tests that torment real processes run one after the other and alone: each of them wants the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "Processes";
}

/// <summary>Tests of real processes that wait more than they work run one after the other, beside those that start none.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingProcesses
{
    public const string Name = "Processes that wait";
}

/// <summary>Further ones, so that the longest row of them is not longer than the rest of the tests.</summary>
[CollectionDefinition(Name)]
public sealed class MoreWaitingProcesses
{
    public const string Name = "More processes that wait";
}
