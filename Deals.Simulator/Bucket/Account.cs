using System.Text.Json;

namespace Deals.Simulator.Bucket;

/// <summary>The bucket of the running simulator, shared by requests in parallel, and kept in a file so that a kill forgets no debit.</summary>
internal sealed class Account
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly string? _file;
    private readonly SortedDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private TokenBucket _bucket;

    public Account(SimulatorOptions options, TimeProvider clock)
    {
        _clock = clock;
        _file = options.StateFile;
        var phase = TimeSpan.FromTicks((long)(new Noise(options.Seed).Unit(0x7E11) * options.TickPeriod.Ticks));
        var first = options.Origin + phase;
        var now = clock.GetUtcNow();
        var next = now < first ? first : first + ((1 + ((now - first).Ticks / options.TickPeriod.Ticks)) * options.TickPeriod);
        _bucket = Stored() is { } stored
            ? stored with { TickPeriod = options.TickPeriod }
            : TokenBucket.Full(options.RefillRate, options.TickPeriod, next);
        if (_bucket.RefillRate != options.RefillRate)
            _bucket = _bucket.At(clock.GetUtcNow()).Plan(options.RefillRate);
    }

    /// <summary>The bucket now.</summary>
    public TokenBucket Read()
    {
        lock (_gate)
            return _bucket = _bucket.At(_clock.GetUtcNow());
    }

    /// <summary>Changes the bucket of now, and keeps what it became.</summary>
    public TokenBucket Change(Func<TokenBucket, TokenBucket> change)
    {
        lock (_gate)
        {
            _bucket = change(_bucket.At(_clock.GetUtcNow()));
            Keep();
            return _bucket;
        }
    }

    /// <summary>Counts a request.</summary>
    public void Count(string path)
    {
        lock (_gate)
            _requests[path] = _requests.GetValueOrDefault(path) + 1;
    }

    /// <summary>How often each path was asked for.</summary>
    public IReadOnlyDictionary<string, long> Requests()
    {
        lock (_gate)
            return new SortedDictionary<string, long>(_requests, StringComparer.Ordinal);
    }

    private TokenBucket? Stored()
    {
        if (_file is null || !File.Exists(_file))
            return null;
        var state = JsonSerializer.Deserialize<State>(File.ReadAllText(_file)) ?? throw new InvalidDataException($"The simulator's state {_file} is empty.");
        foreach (var (path, count) in state.Requests)
            _requests[path] = count;
        return state.Bucket;
    }

    private void Keep()
    {
        if (_file is null)
            return;
        var draft = _file + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new State(_bucket, _requests)));
        File.Move(draft, _file, overwrite: true);
    }

    private sealed record State(TokenBucket Bucket, IReadOnlyDictionary<string, long> Requests);
}
