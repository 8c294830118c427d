using System.Runtime.InteropServices;

namespace Deals.Simulator;

/// <summary>Random numbers that are a function of a seed and a few keys, so that the world needs no memory: any moment of any product can be asked for.
/// The mixing is SplitMix64's.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Noise(long seed)
{
    private readonly ulong _seed = Mix(unchecked((ulong)seed) + 0x9E3779B97F4A7C15);

    /// <summary>64 random bits.</summary>
    public ulong Bits(long a, long b = 0, long c = 0) => Mix(Mix(Mix(_seed ^ Mix(unchecked((ulong)a))) ^ unchecked((ulong)b)) ^ (unchecked((ulong)c) * 0xD6E8FEB86659FD93));

    /// <summary>From 0 to below 1.</summary>
    public double Unit(long a, long b = 0, long c = 0) => (Bits(a, b, c) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below a bound.</summary>
    public int Below(int bound, long a, long b = 0, long c = 0) => (int)(Bits(a, b, c) % (ulong)bound);

    /// <summary>Normally distributed, mean 0, deviation 1.</summary>
    public double Normal(long a, long b = 0, long c = 0)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Unit(a, b, c)));
        return radius * Math.Cos(2 * Math.PI * Unit(a, b, c ^ 0x5DEECE66D));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
