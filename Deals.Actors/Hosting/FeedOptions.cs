using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Actors.Hosting;

/// <summary>Reads one entry of <c>Keepa:Feeds</c>: a named deal query. Every field of Keepa's deal request has a key; a wrong one stops the start by
/// name, because Keepa itself ignores what it does not understand.</summary>
public static class FeedOptions
{
    private const int MostName = 40;

    /// <summary>Reads a feed.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static FeedQuery Read(SettingsSection section)
    {
        var query = new DealQuery
        {
            Domain = Domain(section),
            PriceType = Type(section),
            DateRange = Range(section),
            Sort = section.Choice("Sort", DealSort.NewestFirst),
            CurrentRange = Values(section, "CurrentRange"),
            DeltaRange = Values(section, "DeltaRange"),
            DeltaPercentRange = Values(section, "DeltaPercentRange"),
            DeltaLastRange = Values(section, "DeltaLastRange"),
            SalesRankRange = Values(section, "SalesRankRange"),
            IncludeCategories = Numbers(section, "IncludeCategories"),
            ExcludeCategories = Numbers(section, "ExcludeCategories"),
            MinRating = section.Text("MinRating") is null ? null : section.Whole("MinRating", 0, 0, 50, "ten times the stars,"),
            Switches = SwitchesOf(section),
            WarehouseConditions = [.. Numbers(section, "WarehouseConditions").Select(n => (int)Math.Clamp(n, int.MinValue, int.MaxValue))],
            TitleSearch = section.Text("TitleSearch"),
            Texts = Texts(section),
        };
        var name = Name(section);
        if (DealQueryRules.Check(query).FirstOrDefault() is { } problem)
            throw section.Wrong(problem.Field == nameof(DealQuery.PriceType) ? "PriceTypes" : problem.Field, problem.Value, problem.Expected);
        section.RefuseTheRest();
        return new FeedQuery(name, query);
    }

    private static string Name(SettingsSection section)
    {
        var name = section.Text("Name");
        return name is { Length: <= MostName } && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') && name != FeedLens.Tracking
            ? name
            : throw section.Wrong("Name", name, $"1 to {MostName} lower-case letters, digits and dashes, but not {FeedLens.Tracking}, which stands for Keepa's push,");
    }

    private static AmazonDomain Domain(SettingsSection section)
    {
        var text = section.Text("Domain") ?? "1";
        var byCountry = AmazonDomain.All.FirstOrDefault(d => string.Equals(d.Country, text, StringComparison.OrdinalIgnoreCase));
        return byCountry ?? (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && AmazonDomain.TryFromNumber(number, out var domain)
            ? domain
            : throw section.Wrong("Domain", text, $"one of {AmazonDomain.Expected}"));
    }

    private static PriceType Type(SettingsSection section)
    {
        var types = section.List("PriceTypes") ?? [PriceType.Used.Name];
        if (types.Count != 1)
            throw section.Wrong("PriceTypes", string.Join(",", types), "exactly one price type, for Keepa takes no more,");
        return PriceType.TryParse(types[0], out var type)
            ? type
            : throw section.Wrong("PriceTypes", types[0], "one of " + string.Join(", ", PriceType.DealRelevant.Select(t => $"{t.Name} ({t.Index})")));
    }

    private static DateRange Range(SettingsSection section)
    {
        var text = section.Text("DateRange") ?? nameof(DateRange.Quarter);
        foreach (var range in Enum.GetValues<DateRange>())
        {
            if (string.Equals(text, range.ToString(), StringComparison.OrdinalIgnoreCase) || text == ((int)range).ToString(CultureInfo.InvariantCulture))
                return range;
        }

        throw section.Wrong("DateRange", text, "Day (0), Week (1), Month (2) or Quarter (3)");
    }

    private static ValueRange? Values(SettingsSection section, string key)
    {
        if (section.List(key) is not { } bounds)
            return null;
        const string Expected = "two whole numbers, or one with an open end: 2000,30100 or 2000,";
        long? most = null;
        if (bounds.Count is < 1 or > 2
            || !long.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            || (bounds.Count == 2 && !TryBound(bounds[1], out most)))
            throw section.Wrong(key, string.Join(",", bounds), Expected);
        return new ValueRange(least, most);
    }

    private static bool TryBound(string text, out long? bound)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        bound = ok ? number : null;
        return ok;
    }

    private static ImmutableArray<long> Numbers(SettingsSection section, string key) =>
    [
        .. (section.List(key) ?? []).Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw section.Wrong(key, text, "whole numbers, separated by commas,")),
    ];

    private static DealSwitches SwitchesOf(SettingsSection section)
    {
        var switches = DealSwitches.None;
        foreach (var text in section.List("Switches") ?? [])
        {
            if (!Enum.TryParse<DealSwitches>(text, ignoreCase: true, out var one) || !Enum.IsDefined(one) || char.IsAsciiDigit(text[0]))
                throw section.Wrong("Switches", text, "one of " + string.Join(", ", Enum.GetNames<DealSwitches>().Skip(1)));
            switches |= one;
        }

        return switches;
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Texts(SettingsSection section)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var field in DealQueryRules.TextFields)
        {
            if (section.List(char.ToUpperInvariant(field[0]) + field[1..]) is { } values)
                texts[field] = [.. values];
        }

        return texts.ToImmutable();
    }
}
