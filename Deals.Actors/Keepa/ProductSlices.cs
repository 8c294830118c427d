using System.Buffers;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>An answer to /product, cut into its products and what is around them. A product is read by itself: a document of a hundred with their
/// histories takes hundreds of megabytes.</summary>
internal sealed class ProductSlices
{
    private const string Products = "products";
    private readonly ReadOnlySequence<byte> _answer;
    private readonly List<(long Start, long End)> _slices = [];
    private readonly ArrayBufferWriter<byte> _around = new();

    private ProductSlices(ReadOnlySequence<byte> answer) => _answer = answer;

    /// <summary>How many products there are.</summary>
    public int Count => _slices.Count;

    /// <summary>The answer without its products: their list is there, and empty.</summary>
    public ReadOnlyMemory<byte> Around => _around.WrittenMemory;

    /// <summary>One product's own JSON.</summary>
    public byte[] this[int index] => Between(_slices[index].Start, _slices[index].End).ToArray();

    /// <summary>Cuts.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ProductSlices Of(ReadOnlySequence<byte> answer)
    {
        var slices = new ProductSlices(answer);
        slices.Cut();
        return slices;
    }

    private void Cut()
    {
        var json = new Utf8JsonReader(_answer, new JsonReaderOptions { MaxDepth = ProductDecoder.MostDepth });
        long copied = 0;
        if (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var areProducts = json.ValueTextEquals(Products);
                json.Read();
                if (!areProducts || json.TokenType != JsonTokenType.StartArray)
                {
                    json.Skip();
                    continue;
                }

                Copy(copied, json.BytesConsumed);
                copied = Elements(ref json);
            }
        }

        // Whatever follows has to be JSON too: an answer that breaks off is none.
        while (json.Read())
        {
        }

        Copy(copied, _answer.Length);
    }

    private long Elements(ref Utf8JsonReader json)
    {
        _slices.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var start = json.TokenStartIndex;
            json.Skip();
            _slices.Add((start, json.BytesConsumed));
        }

        return json.TokenStartIndex;
    }

    private void Copy(long start, long end)
    {
        foreach (var segment in Between(start, end))
            _around.Write(segment.Span);
    }

    private ReadOnlySequence<byte> Between(long start, long end) => _answer.Slice(start, end - start);
}
