namespace Deals.Tests.Recorded;

/// <summary>A test that reads recorded answers of Keepa; skipped where the environment variable DEALS_SAMPLES does not name their folder.</summary>
public sealed class RecordedFactAttribute : FactAttribute
{
    public RecordedFactAttribute()
    {
        if (Samples.Folder is null)
            Skip = $"{Samples.Variable} does not name a folder with recorded answers of Keepa.";
    }
}
