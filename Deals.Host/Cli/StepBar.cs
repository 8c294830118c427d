using System.Text.Json;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Spectre.Console;

namespace Deals.Host.Cli;

/// <summary>Shows long work as a bar, from the steps that its lines tell in JSON.</summary>
internal static class StepBar
{
    /// <summary>Draws until the work is done; gives what it ended with.</summary>
    public static async Task<InspectionLine?> DrawAsync(Screen screen, string title, IAsyncEnumerable<InspectionLine> lines)
    {
        InspectionLine? last = null;
        CatalogueStep? step = null;
        await screen.Bar().StartAsync(async bar =>
        {
            var task = bar.AddTask(Markup.Escape(title));
            await foreach (var line in lines)
            {
                last = line;
                if (line.Final || Read(line.Text) is not { } next)
                    continue;
                step = next;
                task.MaxValue = Math.Max(1, next.Total ?? next.Done);
                task.Value = next.Done;
                task.Description = Markup.Escape(PlainText.Clean(next.Text, 60));
            }
        });
        if (step is { Failed: false } && last is { Error: false })
            await screen.Output.WriteLineAsync(PlainText.Clean(step.Text, 2000));
        return last;
    }

    private static CatalogueStep? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<CatalogueStep>(text, InspectionJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
