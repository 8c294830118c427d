using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Enrichment.Analyst;

namespace Deals.Tests.Enrichment.Analyst;

public sealed class AnalystAnswerTests
{
    private const string Good = """{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":["7 sales in December."]}""";

    private static readonly Gen<string> Line = Gen.Char["abcdefghijklmnopqrstuvwxyz ABC.,'\"<&é漢"].Array[1, 40].Select(static c => ListingText.Of(new string(c), 60) ?? "x");

    private static readonly Gen<AnalystVerdict> Verdicts = Gen.Select(Gen.Bool, Line, Line, Line.Array[1, 4], static (plausible, season, sentence, reasons) =>
        new AnalystVerdict(plausible, season, sentence, [.. reasons]));

    [Fact]
    public void F71_a_good_answer_is_read_as_it_is() => Verdicts.Sample(static verdict =>
        Assert.Equal(verdict, Assert.IsType<AnalystAnswer.Read>(AnalystAnswer.Parse(Json(verdict).ToJsonString())).Verdict));

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("\"plausible\"")]
    [InlineData("As I said before, it depends on the { weather")]
    [InlineData("```json\n" + Good + "\n```")]
    [InlineData(Good + Good)]
    [InlineData("[" + Good + "]")]
    [InlineData(Good + " // it is good")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells."}""")]
    [InlineData("""{"listPrice":"plausible","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"Plausible","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":true,"verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"verified","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":null,"listPrice":"plausible","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":"","listPrice":"plausible","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It\nsells.","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"\u001b[31mred","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"\ud83d","reasons":["a"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":[]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":"a"}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":[1]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":["a","b","c","d","e"]}""")]
    [InlineData("""{"season":"Christmas","listPrice":"plausible","verdict":"It sells.","reasons":["a"],"profit":100000}""")]
    [InlineData("""{"season":"Christmas","listPrice":"implausible","listPrice":"plausible","verdict":"It sells.","reasons":["a"]}""")]
    [InlineData("""{"season":{"a":{"b":{"c":{}}}},"listPrice":"plausible","verdict":"It sells.","reasons":["a"]}""")]
    public void F71_F73_what_is_not_of_the_schema_is_no_verdict(string? text) =>
        Assert.NotEmpty(Assert.IsType<AnalystAnswer.Unparseable>(AnalystAnswer.Parse(text)).Why);

    [Fact]
    public void F71_F73_one_change_to_a_good_answer_makes_it_unparseable() => Gen.Select(Verdicts, Gen.Int[0, 9], Gen.Int[0, 3]).Sample(static (verdict, change, field) =>
    {
        var json = Json(verdict);
        var name = json.Select(static p => p.Key).ElementAt(field);
        switch (change)
        {
            case 0:
                json.Remove(name);
                break;
            case 1:
                json[name] = null;
                break;
            case 2:
                json[name] = 7;
                break;
            case 3:
                json[name] = new JsonObject();
                break;
            case 4:
                json[name] = new JsonArray();
                break;
            case 5:
                json["price"] = 1;
                break;
            case 6:
                json[name] = new string('a', 301);
                break;
            case 7:
                json["reasons"]!.AsArray().Add(new string('a', AnalystAnswer.LongestReason + 1));
                break;
            case 8:
                json["reasons"] = new JsonArray("a", "b", "c", "d", "e");
                break;
            default:
                json["listPrice"] = verdict.Sentence;
                break;
        }

        Assert.IsType<AnalystAnswer.Unparseable>(AnalystAnswer.Parse(json.ToJsonString()));
    });

    [Fact]
    public void F73_any_text_at_all_is_taken_without_harm() => Gen.OneOf(Subjects.Hostile, Gen.Select(Subjects.Hostile, Gen.Int[0, Good.Length], static (text, at) => Good.Insert(at, text))).Sample(static text =>
    {
        if (AnalystAnswer.Parse(text) is not AnalystAnswer.Read { Verdict: var verdict })
            return;
        Assert.InRange(verdict.Season.Length, 1, AnalystAnswer.LongestSeason);
        Assert.InRange(verdict.Sentence.Length, 1, AnalystAnswer.LongestSentence);
        Assert.InRange(verdict.Reasons.Length, 1, AnalystAnswer.MostReasons);
        Assert.All(verdict.Reasons.Append(verdict.Season).Append(verdict.Sentence), static line => Assert.DoesNotContain(line, char.IsControl));
    });

    [Fact]
    public void F74_an_answer_that_goes_on_and_on_is_not_read() =>
        Assert.Contains("8000", Assert.IsType<AnalystAnswer.Unparseable>(AnalystAnswer.Parse(Good + new string(' ', AnalystAnswer.MostCharacters))).Why, StringComparison.Ordinal);

    [Fact]
    public void The_schema_that_is_sent_names_the_fields_that_are_read()
    {
        var schema = JsonNode.Parse(AnalystPrompt.Schema)!;
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        Assert.Equal(Json(new AnalystVerdict(true, "a", "b", ["c"])).Select(static p => p.Key), schema["properties"]!.AsObject().Select(static p => p.Key));
        Assert.Equal(schema["properties"]!.AsObject().Select(static p => p.Key), schema["required"]!.AsArray().Select(static r => r!.GetValue<string>()));
    }

    private static JsonObject Json(AnalystVerdict verdict) => new()
    {
        ["season"] = verdict.Season,
        ["listPrice"] = verdict.IsPlausible ? "plausible" : "implausible",
        ["verdict"] = verdict.Sentence,
        ["reasons"] = new JsonArray([.. verdict.Reasons.Select(static r => (JsonNode)r)]),
    };
}
