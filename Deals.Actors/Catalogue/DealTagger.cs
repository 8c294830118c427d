using Akka.Persistence.Journal;

namespace Deals.Actors.Catalogue;

/// <summary>Tags every event of a deal, so that the projection can read all deals as one stream.</summary>
public sealed class DealTagger : IWriteEventAdapter
{
    /// <summary>The tag, for ever.</summary>
    public const string Tag = "deal";

    /// <inheritdoc />
    public string Manifest(object evt) => string.Empty;

    /// <inheritdoc />
    public object ToJournal(object evt) => new Tagged(evt, [Tag]);
}
