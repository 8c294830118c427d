using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Serialization;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Google.Protobuf;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>Keepa's outcomes and what is known of a permit's fate on the wire.</summary>
internal static partial class BudgetWire
{
    private static ByteString ToWire(Guid guid) => ByteString.CopyFrom(guid.ToByteArray(bigEndian: true));

    private static Guid ToGuid(ByteString bytes) => new(bytes.Span, bigEndian: true);

    private static ImmutableArray<Guid> ToGuids(IEnumerable<ByteString> bytes) => [.. bytes.Select(ToGuid)];

    private static string ToWire(decimal value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static decimal ToDecimal(string text) => text.Length == 0 ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan ToDuration(long ticks) => TimeSpan.FromTicks(ticks);

    private static Lane ToLane(int number) => Enum.IsDefined((Lane)number)
        ? (Lane)number
        : throw new SerializationException($"{number} is not a lane: 0 to {LaneOrder.All.Length - 1} was expected.");

    private static Wire.EnvelopeWire? ToWire(TokenEnvelope? envelope) => envelope is null ? null : new Wire.EnvelopeWire
    {
        Timestamp = envelope.Timestamp.ToWire(),
        TokensLeft = envelope.TokensLeft,
        RefillIn = envelope.RefillIn.Ticks,
        RefillRate = envelope.RefillRate,
        TokenFlowReduction = ToWire(envelope.TokenFlowReduction),
        TokensConsumed = envelope.TokensConsumed,
        ProcessingTime = envelope.ProcessingTime.Ticks,
    };

    private static TokenEnvelope? ToDomain(Wire.EnvelopeWire? envelope) => envelope is null ? null : new TokenEnvelope(
        envelope.Timestamp.ToInstant(),
        envelope.TokensLeft,
        ToDuration(envelope.RefillIn),
        envelope.RefillRate,
        ToDecimal(envelope.TokenFlowReduction),
        envelope.TokensConsumed,
        ToDuration(envelope.ProcessingTime));

    private static TokenEnvelope Required(Wire.EnvelopeWire? envelope) =>
        ToDomain(envelope) ?? throw new SerializationException("An envelope is missing where Keepa's answer always has one.");

    private static Wire.OutcomeWire ToWire(KeepaOutcome outcome)
    {
        var wire = new Wire.OutcomeWire { Envelope = ToWire(outcome.Envelope) };
        switch (outcome)
        {
            case KeepaOutcome.DealPage page:
                wire.Page = new Wire.PageWire { Rows = { page.Rows.Select(ToWire) }, Rejected = { page.Rejected.Select(ToWire) } };
                break;
            case KeepaOutcome.EmptyPage:
                wire.EmptyPage = new Wire.EmptyPageWire();
                break;
            case KeepaOutcome.TokenStatus:
                wire.TokenStatus = new Wire.TokenStatusWire();
                break;
            case KeepaOutcome.Throttled throttled:
                wire.Throttled = new Wire.ThrottledWire { RetryAfter = throttled.RetryAfter.Ticks };
                break;
            case KeepaOutcome.Failed failed:
                wire.Failed = new Wire.FailedWire { Kind = (int)failed.Kind, Error = ToWire(failed.Error) };
                break;
            case KeepaOutcome.Unknown unknown:
                wire.Unknown = new Wire.UnknownWire { Reason = unknown.Reason };
                break;
            case KeepaOutcome.ProductBatch or KeepaOutcome.SellerBatch:
                throw new SerializationException($"{outcome.GetType().Name} has no form on the wire: products and sellers are handed over within one process only.");
            default:
                throw new SerializationException($"{outcome.GetType()} has no form on the wire.");
        }

        return wire;
    }

    private static KeepaOutcome ToDomain(Wire.OutcomeWire outcome) => outcome.OutcomeCase switch
    {
        Wire.OutcomeWire.OutcomeOneofCase.Page => new KeepaOutcome.DealPage(
            [.. outcome.Page.Rows.Select(ToDomain)], [.. outcome.Page.Rejected.Select(ToDomain)], ToDomain(outcome.Envelope)),
        Wire.OutcomeWire.OutcomeOneofCase.EmptyPage => new KeepaOutcome.EmptyPage(ToDomain(outcome.Envelope)),
        Wire.OutcomeWire.OutcomeOneofCase.TokenStatus => new KeepaOutcome.TokenStatus(Required(outcome.Envelope)),
        Wire.OutcomeWire.OutcomeOneofCase.Throttled => new KeepaOutcome.Throttled(
            ToDuration(outcome.Throttled.RetryAfter), ToDomain(outcome.Envelope)),
        Wire.OutcomeWire.OutcomeOneofCase.Failed => new KeepaOutcome.Failed(
            (FailureKind)outcome.Failed.Kind, ToDomain(outcome.Failed.Error), ToDomain(outcome.Envelope)),
        Wire.OutcomeWire.OutcomeOneofCase.Unknown => new KeepaOutcome.Unknown(outcome.Unknown.Reason),
        _ => throw new SerializationException("The outcome is of a kind that this version does not know."),
    };

    private static Wire.ErrorWire ToWire(KeepaError error)
    {
        var wire = new Wire.ErrorWire { Type = error.Type, Message = error.Message };
        if (error.Details is not null)
            wire.Details = error.Details;
        return wire;
    }

    private static KeepaError ToDomain(Wire.ErrorWire error) => new(error.Type, error.Message, error.HasDetails ? error.Details : null);

    private static Wire.RejectedRowWire ToWire(RejectedRow row)
    {
        var wire = new Wire.RejectedRowWire { Index = row.Index, Reason = row.Reason };
        if (row.Asin is not null)
            wire.Asin = row.Asin;
        return wire;
    }

    private static RejectedRow ToDomain(Wire.RejectedRowWire row) => new(row.Index, row.HasAsin ? row.Asin : null, row.Reason);

    private static Wire.RowWire ToWire(DealRow row)
    {
        var wire = new Wire.RowWire
        {
            Asin = row.Asin.Value,
            LastUpdate = row.LastUpdate.ToWire(),
            Categories = { row.Categories },
            Types_ = { PackedTypes.Pack(row.Types, row.LastUpdate) },
        };
        if (row.CreatedAt is { } createdAt)
            wire.CreatedAt = createdAt.ToWire();
        if (row.Title is not null)
            wire.Title = row.Title;
        if (row.Image is not null)
            wire.Image = row.Image;
        if (row.RootCategory is { } root)
            wire.RootCategory = root;
        if (row.ParentAsin is { } parent)
            wire.ParentAsin = parent.Value;
        if (row.WarehouseCondition is { } condition)
            wire.WarehouseCondition = condition;
        Put(wire, row.Drops);
        return wire;
    }

    private static void Put(Wire.RowWire wire, RankDrops drops)
    {
        if (drops.Days30 is { } days30)
            wire.Drops30 = days30;
        if (drops.Days90 is { } days90)
            wire.Drops90 = days90;
        if (drops.Days180 is { } days180)
            wire.Drops180 = days180;
        if (drops.Days365 is { } days365)
            wire.Drops365 = days365;
    }

    private static DealRow ToDomain(Wire.RowWire row)
    {
        var lastUpdate = row.LastUpdate.ToInstant();
        return new DealRow
        {
            Asin = Asin.Parse(row.Asin),
            LastUpdate = lastUpdate,
            CreatedAt = row.HasCreatedAt ? row.CreatedAt.ToInstant() : null,
            Title = row.HasTitle ? row.Title : null,
            Image = row.HasImage ? row.Image : null,
            RootCategory = row.HasRootCategory ? row.RootCategory : null,
            Categories = [.. row.Categories],
            ParentAsin = row.HasParentAsin ? Asin.Parse(row.ParentAsin) : null,
            Types = PackedTypes.Unpack(row.Types_, lastUpdate),
            Drops = new RankDrops(
                row.HasDrops30 ? row.Drops30 : null,
                row.HasDrops90 ? row.Drops90 : null,
                row.HasDrops180 ? row.Drops180 : null,
                row.HasDrops365 ? row.Drops365 : null),
            WarehouseCondition = row.HasWarehouseCondition ? row.WarehouseCondition : null,
        };
    }

    private static Wire.FateWire ToWire(PermitFate fate)
    {
        switch (fate)
        {
            case PermitFate.Answered answered:
                var wire = new Wire.AnsweredFateWire { Envelope = ToWire(answered.Envelope) };
                if (answered.RetryAfter is { } retryAfter)
                    wire.RetryAfter = retryAfter.Ticks;
                return new Wire.FateWire { Answered = wire };
            case PermitFate.Throttled throttled:
                return new Wire.FateWire { ThrottledRetryAfter = throttled.RetryAfter.Ticks };
            case PermitFate.KeyRefused refused:
                return new Wire.FateWire { KeyRefused = refused.Reason };
            case PermitFate.NotSent notSent:
                return new Wire.FateWire { NotSent = notSent.Reason };
            case PermitFate.Unknown unknown:
                return new Wire.FateWire { Unknown = unknown.Reason };
            default:
                throw new SerializationException($"{fate.GetType()} has no form on the wire.");
        }
    }

    private static PermitFate ToDomain(Wire.FateWire fate) => fate.FateCase switch
    {
        Wire.FateWire.FateOneofCase.Answered => new PermitFate.Answered(
            Required(fate.Answered.Envelope), fate.Answered.HasRetryAfter ? ToDuration(fate.Answered.RetryAfter) : null),
        Wire.FateWire.FateOneofCase.ThrottledRetryAfter => new PermitFate.Throttled(ToDuration(fate.ThrottledRetryAfter)),
        Wire.FateWire.FateOneofCase.KeyRefused => new PermitFate.KeyRefused(fate.KeyRefused),
        Wire.FateWire.FateOneofCase.NotSent => new PermitFate.NotSent(fate.NotSent),
        Wire.FateWire.FateOneofCase.Unknown => new PermitFate.Unknown(fate.Unknown),
        _ => throw new SerializationException("The fate of a permit is of a kind that this version does not know."),
    };
}
