using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>A setting is wrong. The message is one line that names the key, the value and what it takes; a secret's value is never in it.</summary>
public sealed class SettingException(string message) : Exception(message)
{
    /// <summary>A value that cannot be taken.</summary>
    public static SettingException Wrong(string key, string? value, string expected) => new($"{key} is '{value}': {expected} was expected.");

    /// <summary>A secret that cannot be taken.</summary>
    public static SettingException WrongSecret(string key, string expected) => new($"{key} (its value is not shown): {expected} was expected.");
}

/// <summary>Reads one section of the configuration strictly: every value is parsed or refused by name, and a key that nobody reads is refused too.</summary>
public sealed class SettingsSection(IConfiguration configuration, string name)
{
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its own full name.</summary>
    public string Name => name;

    /// <summary>Whether it has a value itself, where it takes parts.</summary>
    public bool HasOwnValue => !string.IsNullOrWhiteSpace(configuration.GetSection(name).Value);

    /// <summary>The last word of the section's name.</summary>
    public string LastWord => name[(name.LastIndexOf(':') + 1)..];

    /// <summary>The full name of a key of this section.</summary>
    public string KeyOf(string key) => $"{name}:{key}";

    /// <summary>A text, or nothing where it is not set or empty.</summary>
    public string? Text(string key)
    {
        _read.Add(key);
        var section = configuration.GetSection(KeyOf(key));
        if (section.Value is null && section.GetChildren().Any())
            throw new SettingException($"{KeyOf(key)} has parts ({string.Join(", ", section.GetChildren().Select(c => c.Key))}): one value was expected.");
        return string.IsNullOrWhiteSpace(section.Value) ? null : section.Value.Trim();
    }

    /// <summary>A whole number within a range.</summary>
    /// <exception cref="SettingException">It is none, or out of range.</exception>
    public int Whole(string key, int otherwise, int least, int most, string what)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}"));
    }

    /// <summary>A duration within a range.</summary>
    /// <exception cref="SettingException">It is none, or out of range.</exception>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return Hosting.Duration.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"{Hosting.Duration.Expected}, from {least:c} to {most:c},"));
    }

    /// <summary>A share, above 0 and at most 1.</summary>
    /// <exception cref="SettingException">It is none, or out of range.</exception>
    public double Share(string key, double otherwise)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
            ? value
            : throw Wrong(key, text, "a share above 0 and at most 1, such as 0.25,");
    }

    /// <summary>An amount within a range, with at most six digits after the point.</summary>
    /// <exception cref="SettingException">It is none, or out of range.</exception>
    public decimal Amount(string key, decimal otherwise, decimal least, decimal most, string what)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most && decimal.Round(value, 6) == value
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}, such as 1.25,"));
    }

    /// <summary>A decimal number within a range.</summary>
    /// <exception cref="SettingException">It is none, or out of range.</exception>
    public decimal Number(string key, decimal otherwise, decimal least, decimal most, string what)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}, such as 8.25,"));
    }

    /// <summary>A value of a closed set, by its name.</summary>
    /// <exception cref="SettingException">It is none of them.</exception>
    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw Wrong(key, text, "one of " + string.Join(", ", Enum.GetNames<T>()));
    }

    /// <summary>A list: commas in one value, or numbered parts.</summary>
    public IReadOnlyList<string>? List(string key)
    {
        _read.Add(key);
        var section = configuration.GetSection(KeyOf(key));
        var values = section.Value is { } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. section.GetChildren().Select(c => c.Value?.Trim() ?? "")];
        return values.Length == 0 ? null : values;
    }

    /// <summary>The parts of a key, for a list of sections.</summary>
    public IReadOnlyList<SettingsSection> Parts(string key)
    {
        _read.Add(key);
        var section = configuration.GetSection(KeyOf(key));
        if (!string.IsNullOrWhiteSpace(section.Value))
            throw new SettingException($"{KeyOf(key)} is one value: numbered parts such as {KeyOf(key)}:0:... were expected.");
        return [.. section.GetChildren().Select(c => new SettingsSection(configuration, c.Path))];
    }

    /// <summary>A section within this one.</summary>
    public SettingsSection Part(string key)
    {
        _read.Add(key);
        return new SettingsSection(configuration, KeyOf(key));
    }

    /// <summary>What to throw about a value.</summary>
    public SettingException Wrong(string key, string? value, string expected) => SettingException.Wrong(KeyOf(key), value, expected);

    /// <summary>Refuses whatever is set here and was not read: it is misspelt, or of another version.</summary>
    /// <exception cref="SettingException">There is such a key.</exception>
    public void RefuseTheRest()
    {
        var section = configuration.GetSection(name);
        if (HasOwnValue)
            throw new SettingException($"{name} is '{section.Value}': it takes no value of its own, but {string.Join(", ", _read)}.");
        var unknown = section.GetChildren().FirstOrDefault(c => !_read.Contains(c.Key));
        if (unknown is not null)
            throw new SettingException($"{unknown.Path} is no setting: {name} takes {string.Join(", ", _read)}.");
    }
}
