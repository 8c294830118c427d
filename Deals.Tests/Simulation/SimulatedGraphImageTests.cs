using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Deals.Simulator.Images;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedGraphImageTests : SimulatedWorldFixture
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public async Task A_picture_is_a_PNG_that_decodes_to_its_size_and_shows_lines()
    {
        var asin = Asin((await RowsAsync(Keepa, Default))[0]);
        var png = await ImageAsync($"asin={asin}&used=1&width=400&height=160");
        Assert.Equal(Signature, png[..8]);
        var chunks = Chunks(png);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Select(c => c.Name));
        Assert.Equal((400, 160), (BinaryPrimitives.ReadInt32BigEndian(chunks[0].Content), BinaryPrimitives.ReadInt32BigEndian(chunks[0].Content.AsSpan(4))));
        var pixels = await PixelsAsync(chunks[2].Content);
        Assert.Equal(160 * 401, pixels.Length);
        Assert.All(Enumerable.Range(0, 160), row => Assert.Equal(0, pixels[row * 401]));
        Assert.All(pixels, p => Assert.InRange(p, 0, (chunks[1].Content.Length / 3) - 1));
        Assert.Contains((byte)4, pixels);
    }

    [Fact]
    public async Task The_same_picture_is_free_for_ninety_minutes_and_any_other_parameter_makes_another()
    {
        var asin = Asin((await RowsAsync(Keepa, Default))[0]);
        var before = await DebitedAsync();
        var first = await ImageAsync($"asin={asin}");
        Clock.Advance(TimeSpan.FromMinutes(89));
        Assert.Equal(first, await ImageAsync($"asin={asin}"));
        Assert.Equal(1, await DebitedAsync() - before);
        await ImageAsync($"asin={asin}&range=90");
        Assert.Equal(2, await DebitedAsync() - before);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await ImageAsync($"asin={asin}");
        Assert.Equal(3, await DebitedAsync() - before);
    }

    [Fact]
    public async Task A_product_that_nobody_knows_gets_an_empty_grid()
    {
        var pixels = await PixelsAsync(Chunks(await ImageAsync("asin=B000000000"))[2].Content);
        Assert.Equal<byte>([0, 1], pixels.Distinct().Order());
    }

    [Theory]
    [InlineData("asin=short", "asin")]
    [InlineData("asin=B000000000&width=299", "width")]
    [InlineData("asin=B000000000&height=1001", "height")]
    [InlineData("asin=B000000000&range=8", "range")]
    [InlineData("asin=B000000000&new=2", "new")]
    public Task A_wrong_parameter_is_refused_as_JSON(string query, string details) => RefusedAsync($"/graphimage?domain=1&{query}", details);

    [Fact]
    public void The_check_sum_is_the_one_that_everybody_has() => Assert.Equal(0xCBF43926u, Png.Check("123456789"u8));

    private async Task<byte[]> ImageAsync(string query)
    {
        using var http = new HttpClient { BaseAddress = Keepa.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/graphimage/?key=a&domain=1&{query}") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await http.SendAsync(request);
        Assert.Equal((200, "image/png"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<long> DebitedAsync() => Number(await StatsAsync(Keepa), "debited");

    private static List<(string Name, byte[] Content)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = Signature.Length; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Png.Check(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }

    private static async Task<byte[]> PixelsAsync(byte[] packed)
    {
        await using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        await zlib.CopyToAsync(pixels);
        return pixels.ToArray();
    }
}
