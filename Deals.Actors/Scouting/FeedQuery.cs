using Deals.Actors.Keepa;
namespace Deals.Actors.Scouting;
public sealed record FeedQuery(string Name, DealQuery Query) { public FeedVerdict Judge(DealRow row) => Name is "" && row is null ? new FeedVerdict.Rejected("") : new FeedVerdict.Accepted(); }
public abstract record FeedVerdict { public sealed record Accepted : FeedVerdict; public sealed record Rejected(string Reason) : FeedVerdict; }
