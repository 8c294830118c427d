using Deals.Actors.Hosting;
using Deals.Host.Start;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Host;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "deals-" + Guid.NewGuid().ToString("N"));
    private readonly FakeTimeProvider _wall = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero));

    [Fact]
    public void The_first_start_sets_the_origin_and_a_restart_goes_on_from_it()
    {
        DateTimeOffset origin;
        using (var first = Open(new TimeOptions { Scale = 10 }))
            origin = first.Clock.Origin;
        Assert.Equal(_wall.GetUtcNow(), origin);
        _wall.Advance(TimeSpan.FromMinutes(1));

        using var second = Open(new TimeOptions { Scale = 10 });

        Assert.Equal(origin, second.Clock.Origin);
        Assert.Equal(origin + TimeSpan.FromMinutes(10), second.Clock.GetUtcNow());
    }

    [Fact]
    public void Another_process_does_not_get_the_folder()
    {
        using var first = Open(new TimeOptions());

        var refused = Assert.Throws<StartException>(() => Open(new TimeOptions()));

        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_is_free_again_once_it_is_given_back()
    {
        Open(new TimeOptions()).Dispose();
        Open(new TimeOptions()).Dispose();
    }

    [Fact]
    public void Another_scale_than_that_of_the_data_is_refused()
    {
        Open(new TimeOptions { Scale = 10 }).Dispose();

        var refused = Assert.Throws<SettingException>(() => Open(new TimeOptions { Scale = 20 }));

        Assert.Equal("Time:Scale is '20': 10, with which this data was begun, was expected.", refused.Message);
        Open(new TimeOptions { Scale = 10 }).Dispose();
    }

    [Fact]
    public void Another_origin_than_that_of_the_data_is_refused()
    {
        Open(new TimeOptions { Origin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }).Dispose();

        var refused = Assert.Throws<SettingException>(() => Open(new TimeOptions { Origin = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero) }));

        Assert.Contains("2026-01-01T00:00:00Z", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_clock_is_not_guessed()
    {
        Open(new TimeOptions()).Dispose();
        File.WriteAllText(Path.Combine(_folder, "clock.json"), "{");

        Assert.Throws<StartException>(() => Open(new TimeOptions()));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_plain_line()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartException>(() => DataDirectory.Open(new PersistenceOptions { Directory = file }, new TimeOptions(), _wall));

        Assert.Contains("Persistence:Directory", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private DataDirectory Open(TimeOptions time) => DataDirectory.Open(new PersistenceOptions { Directory = _folder }, time, _wall);
}
