using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

public sealed class RowFoldTests
{
    [Fact]
    public void The_row_of_a_deal_as_it_is_equals_the_fold_of_its_events_and_comes_to_the_same_time() =>
        Gen.Select(Any.DealId.SelectMany(id => Any.Command(id).Array[1, 30]), Any.Terms).Sample((commands, terms) =>
        {
            var decider = terms is null ? Any.Decider : new DealDecider(new PricedPolicy(TimeSpan.FromDays(7)), terms);
            var (deal, row, version) = (Deal.None, (CatalogueRow?)null, 0L);
            foreach (var command in commands.Select(Titled).DistinctBy(c => c.Now).OrderBy(c => c.Now))
            {
                foreach (var e in decider.Decide(deal, command).Events)
                {
                    deal = deal.Apply(e);
                    row = RowFold.Apply(row, e, ++version);
                }
            }

            if (deal is not Deal.Known known || row is null)
                return;
            var read = RowFold.Of(known, version);
            Assert.Equivalent(row with { GoneAt = null }, read, strict: true);
            Assert.Equal(known.Record.AsSubject(), row.AsSubject());
        });

    // A title that a later answer lacks is remembered by the row alone.
    private static DealCommand Titled(DealCommand command) => command switch
    {
        DealCommand.Sight s => s with { Listing = s.Listing with { Title = s.Listing.Title ?? "Shown" } },
        DealCommand.RecordProduct p => p with
        {
            Product = p.Product with { Title = p.Product.Title ?? "Bought" },
            Listing = p.Listing is null ? null : p.Listing with { Title = p.Listing.Title ?? "Shown" },
        },
        _ => command,
    };
}
