using System.Text.Json;

namespace Deals.Simulator.Bucket;

/// <summary>The bucket of the running simulator, shared by requests in parallel, and kept in a file so that a kill forgets no debit.</summary>
internal sealed class Account
{
    private readonly Lock _gate = new();
    private const double EarlyShare = 0.2;
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider _clock;
    private readonly Noise _noise;
    private readonly string? _file;
    private readonly SortedDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private TokenBucket _bucket;

    /// <exception cref="InvalidDataException">The state's file holds something else.</exception>
    /// <exception cref="IOException">The state's file cannot be written.</exception>
    public Account(SimulatorOptions options, TimeProvider clock)
    {
        _clock = clock;
        _noise = new Noise(options.Seed);
        _file = options.StateFile;
        var phase = TimeSpan.FromTicks((long)(_noise.Unit(0x7E11) * options.TickPeriod.Ticks));
        var first = options.Origin + phase;
        var now = clock.GetUtcNow();
        var next = now < first ? first : first + ((1 + ((now - first).Ticks / options.TickPeriod.Ticks)) * options.TickPeriod);
        // A clock that was set back must not leave the bucket waiting for a tick of a time that is gone.
        _bucket = Stored() is { } stored
            ? stored with { TickPeriod = options.TickPeriod, NextTick = stored.NextTick > now + options.TickPeriod ? next : stored.NextTick }
            : TokenBucket.Full(options.RefillRate, options.TickPeriod, next);
        if (_bucket.NextFlow is { } flow && _bucket.Track(flow.PerMinute, now).NextFlow!.From < flow.From)
            _bucket = _bucket.Track(flow.PerMinute, now);
        if (_bucket.RefillRate != options.RefillRate)
            _bucket = _bucket.At(now).Plan(options.RefillRate);
        Keep();
    }

    /// <summary>The bucket now.</summary>
    public TokenBucket Read()
    {
        lock (_gate)
            return _bucket = Now();
    }

    /// <summary>Changes the bucket of now, and keeps what it became.</summary>
    public TokenBucket Change(Func<TokenBucket, TokenBucket> change)
    {
        lock (_gate)
        {
            _bucket = change(Now());
            Keep();
            return _bucket;
        }
    }

    /// <summary>Whether a request that arrives now is served; a refusal is counted.</summary>
    public bool Admit()
    {
        lock (_gate)
        {
            _bucket = Now();
            if (_bucket.Admits)
                return true;
            _bucket = _bucket.Refuse();
            Keep();
            return false;
        }
    }

    /// <summary>Counts a request.</summary>
    public void Count(string path)
    {
        lock (_gate)
        {
            _requests[path] = _requests.GetValueOrDefault(path) + 1;
            Keep();
        }
    }

    /// <summary>How often each path was asked for.</summary>
    public IReadOnlyDictionary<string, long> Requests()
    {
        lock (_gate)
            return new SortedDictionary<string, long>(_requests, StringComparer.Ordinal);
    }

    /// <summary>Recorded: a tick is sometimes in the balance up to half a second before its time, and is announced all the same.</summary>
    private TokenBucket Now()
    {
        var now = _clock.GetUtcNow();
        var bucket = _bucket.At(now);
        return bucket.NextTick - now <= Early && _noise.Unit(0x7E12, bucket.NextTick.UtcTicks) < EarlyShare ? bucket.At(bucket.NextTick) : bucket;
    }

    private TokenBucket? Stored()
    {
        if (_file is null || !File.Exists(_file))
            return null;
        var state = Parsed(File.ReadAllText(_file)) ?? throw new InvalidDataException($"The simulator's state {_file} holds no bucket: move it away to start with a full one.");
        foreach (var (path, count) in state.Requests)
            _requests[path] = count;
        return state.Bucket;
    }

    private static State? Parsed(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<State>(text) is { Bucket: not null, Requests: not null } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
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
