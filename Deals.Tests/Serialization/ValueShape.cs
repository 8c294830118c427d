using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Tests.Serialization;

/// <summary>A value of the domain as lines of text, down to its stored fields: two values are equal where their lines are. It remembers the fields
/// that it has met, and which of them were ever anything but empty.</summary>
internal sealed class ValueShape
{
    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan), typeof(PriceType), typeof(AmazonDomain), typeof(Asin), typeof(SellerId),
    ];

    private static readonly HashSet<string> WithoutOrder = ["ImmutableDictionary`2", "ImmutableHashSet`1"];

    private readonly Dictionary<(Type Type, string Field), bool> _fields = [];
    private readonly HashSet<Type> _types = [];

    /// <summary>The fields that were met, and are empty in every value that was met.</summary>
    public IEnumerable<string> NeverSet => _fields.Where(f => !f.Value).Select(f => $"{NameOf(f.Key.Type)}.{f.Key.Field}").Order(StringComparer.Ordinal);

    /// <summary>Cases of closed hierarchies that were met, of which this case never was.</summary>
    public IEnumerable<string> NeverMet => _types.SelectMany(Hierarchies).Distinct()
        .SelectMany(root => root.Assembly.GetTypes().Where(t => t.IsSubclassOf(root) && !t.IsAbstract))
        // Of a generic type every kind counts as the type itself.
        .Distinct().Except(_types.Select(t => t.IsGenericType ? t.GetGenericTypeDefinition() : t)).Except(_types).Select(NameOf).Order(StringComparer.Ordinal);

    /// <summary>A value's lines.</summary>
    public static IReadOnlyList<string> Of(object value) => new ValueShape().Read(value);

    /// <summary>A value's lines; remembers its fields.</summary>
    public IReadOnlyList<string> Read(object value)
    {
        var lines = new List<string>();
        Walk(value, "", lines);
        return lines;
    }

    private void Walk(object? value, string path, List<string> lines)
    {
        switch (value)
        {
            case null:
                lines.Add($"{path} is absent");
                break;
            case var plain when Plain.Contains(plain.GetType()) || plain.GetType().IsPrimitive || plain.GetType().IsEnum:
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path} = {(plain is DateTimeOffset at ? at.ToString("O", CultureInfo.InvariantCulture) : plain)}"));
                break;
            case IEnumerable items:
                WalkItems(items, path, lines);
                break;
            default:
                WalkFields(value, path, lines);
                break;
        }
    }

    private void WalkItems(IEnumerable items, string path, List<string> lines)
    {
        var each = new List<List<string>>();
        foreach (var item in items)
        {
            each.Add([]);
            Walk(item, "", each[^1]);
        }

        if (WithoutOrder.Contains(items.GetType().Name))
            each = [.. each.OrderBy(e => string.Join('\n', e), StringComparer.Ordinal)];
        lines.Add($"{path} has {each.Count}");
        lines.AddRange(each.SelectMany((item, i) => item.Select(line => $"{path}[{i}]{line}")));
    }

    private void WalkFields(object value, string path, List<string> lines)
    {
        _types.Add(value.GetType());
        lines.Add($"{path} is {NameOf(value.GetType())}");
        for (var type = value.GetType(); type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var name = field.Name.TrimStart('<').Split('>')[0];
                var of = field.GetValue(value);
                _fields[(type, name)] = _fields.GetValueOrDefault((type, name)) || !IsEmpty(of, field.FieldType);
                Walk(of, $"{path}.{name}", lines);
            }
        }
    }

    private static bool IsEmpty(object? value, Type declared) => value switch
    {
        null => true,
        string text => text.Length == 0,
        // What is there may be 0 or false: absent is the empty value of such a field.
        _ when Nullable.GetUnderlyingType(declared) is not null => false,
        IEnumerable items => !items.GetEnumerator().MoveNext(),
        ValueType => value.Equals(Activator.CreateInstance(value.GetType())),
        _ => false,
    };

    private static IEnumerable<Type> Hierarchies(Type type)
    {
        for (var above = type.BaseType; above is not null && above.Assembly == typeof(IDealsWire).Assembly; above = above.BaseType)
        {
            if (above.IsAbstract)
                yield return above;
        }
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.FullName![(type.Namespace!.Length + 1)..].Replace('+', '.');
}
