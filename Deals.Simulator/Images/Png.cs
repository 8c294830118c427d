using System.Buffers.Binary;
using System.IO.Compression;

namespace Deals.Simulator.Images;

/// <summary>Writes images of few colours as PNG: one byte a pixel, an index into a palette.</summary>
internal static class Png
{
    private const int HeaderLength = 13;
    private const byte BitsAPixel = 8;
    private const byte Indexed = 3;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Indexes, row by row.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="palette">Colours as 0xRRGGBB.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<int> palette)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Length / width);
        (header[8], header[9]) = (BitsAPixel, Indexed);
        var colours = new byte[palette.Length * 3];
        for (var i = 0; i < palette.Length; i++)
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = ((byte)(palette[i] >> 16), (byte)(palette[i] >> 8), (byte)palette[i]);
        using var png = new MemoryStream();
        png.Write(Signature);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "PLTE"u8, colours);
        Chunk(png, "IDAT"u8, Packed(pixels, width));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>The check sum of a chunk: CRC-32, over its name and its content.</summary>
    public static uint Check(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
            sum = Remainders[(byte)sum ^ b] ^ (sum >> 8);
        return ~sum;
    }

    private static byte[] Packed(ReadOnlySpan<byte> pixels, int width)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var row = 0; row < pixels.Length / width; row++)
            {
                // Every row begins with its filter: none.
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * width, width));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] checkedPart = [.. name, .. content];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Check(checkedPart));
        png.Write(number);
    }

    private static uint Remainder(int value)
    {
        const uint Polynomial = 0xEDB88320;
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            remainder = (remainder & 1) == 1 ? Polynomial ^ (remainder >> 1) : remainder >> 1;
        return remainder;
    }
}
