namespace Deals.Actors.Hosting;

/// <summary>Registry key of the shard region of the deals.</summary>
public sealed class DealRegion;

/// <summary>Registry key of the proxy of the Keepa router.</summary>
public sealed class RouterKey;

/// <summary>Registry key of the proxy of the scout.</summary>
public sealed class ScoutKey;

/// <summary>Registry key of the proxy of the backfill.</summary>
public sealed class BackfillKey;

/// <summary>Registry key of the proxy of the projection.</summary>
public sealed class ProjectionKey;

/// <summary>Registry key of the shard region of the sellers.</summary>
public sealed class SellerRegion;

/// <summary>Registry key of the proxy of the waker.</summary>
public sealed class WakerKey;

/// <summary>Registry key of the proxy of who finds the price of a look.</summary>
public sealed class PricerKey;

/// <summary>Registry key of the proxy of the analyst.</summary>
public sealed class AnalystKey;

/// <summary>Registry key of the proxy of who makes analyses again.</summary>
public sealed class RecomputeKey;

/// <summary>Registry key of the proxy of the breaker of retirements.</summary>
public sealed class BreakerKey;
