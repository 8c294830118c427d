namespace Deals.Tests.Cluster;

/// <summary>Tests that start real processes run one after the other and alone: each of them wants the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "Processes";
}
