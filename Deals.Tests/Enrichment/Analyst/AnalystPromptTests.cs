using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Enrichment;
using Deals.Actors.Enrichment.Analyst;
using Deals.Actors.Keepa;
using static Deals.Tests.Enrichment.Products;

namespace Deals.Tests.Enrichment.Analyst;

public sealed class AnalystPromptTests
{
    [Fact]
    public void F74_no_listing_makes_a_prompt_longer_than_its_bound() => Subjects.Any.Sample(static subject =>
    {
        var prompt = AnalystPrompt.Of(subject, Subjects.AsOf.AddYears(40));
        Assert.InRange(prompt.Characters, 1, AnalystPrompt.MostCharacters);
        Assert.InRange(prompt.MostPromptTokens, 1, 3 * AnalystPrompt.MostCharacters);
    });

    [Fact]
    public void F73_no_text_of_a_listing_leaves_the_marks_between_which_it_stands() => Subjects.Any.Sample(static subject =>
    {
        var lines = AnalystPrompt.Of(subject, Subjects.AsOf).Question.Split('\n');
        Assert.Equal((3, AnalystPrompt.Begin, AnalystPrompt.End), (lines.Length, lines[0], lines[2]));
        Assert.DoesNotContain('<', lines[1]);
        Assert.DoesNotContain('>', lines[1]);
        Assert.DoesNotContain('\r', lines[1]);
        var data = JsonNode.Parse(lines[1])!;
        Assert.Equal(subject.Title, data["title"]?.GetValue<string>());
        Assert.Equal(subject.Category, data["category"]?.GetValue<string>());
        // What a title says stays within its own string: the figures are still ours.
        Assert.Equal(subject.ListPrice.ToString(), data["listPrice"]!["amount"]!.GetValue<string>());
    });

    [Fact]
    public void F73_no_text_changes_the_instructions() => Subjects.Any.Sample(static subject =>
        Assert.Equal(AnalystPrompt.Of(Subjects.Plain, Subjects.AsOf).Instructions, AnalystPrompt.Of(subject, Subjects.AsOf).Instructions));

    [Fact]
    public void A_listings_text_is_one_line_of_what_can_be_seen()
    {
        Assert.Equal("a b c", ListingText.Of("  a\r\n\tb\u202e\u2028\0 c ", 20));
        Assert.Equal("ab…", ListingText.Of("abcdef", 3));
        Assert.Equal("a…", ListingText.Of("a\ud83d\ude00\ud83d\ude00", 3));
        Assert.Null(ListingText.Of(" \u200b\n", 20));
        Subjects.Hostile.Sample(static text => ListingText.Of(text, 80) is not { } clean || clean.Length <= 80);
        Subjects.Hostile.Sample(static text => ListingText.Of(text, 80) is not { } clean || ListingText.Of(clean, 80) == clean);
    }

    [Fact]
    public void F72_the_same_question_has_one_hash_and_another_model_prompt_or_figure_another()
    {
        var hash = InputHash.Of(1, "grok", Subjects.Plain);
        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, InputHash.Of(1, "grok", Subjects.Plain with { AsOf = Subjects.AsOf.AddDays(3), Trust = 0.60m }));
        string[] others =
        [
            InputHash.Of(2, "grok", Subjects.Plain),
            InputHash.Of(1, "grok-2", Subjects.Plain),
            InputHash.Of(1, "grok", Subjects.Plain with { Title = "Another kettle" }),
            InputHash.Of(1, "grok", Subjects.Plain with { Price = new Money(2600, Currency.Usd) }),
            InputHash.Of(1, "grok", Subjects.Plain with { ListPriceRule = Rules.ListMedian.ToString() }),
        ];
        Assert.Equal(others.Length, others.Append(hash).Distinct(StringComparer.Ordinal).Count() - 1);
    }

    [Fact]
    public void F76_the_prompt_names_its_figures_what_they_rest_on_and_how_old_they_are()
    {
        var data = JsonNode.Parse(AnalystPrompt.Of(Subjects.Plain, Subjects.AsOf.AddHours(30.5)).Question.Split('\n')[1])!;
        Assert.Equal(30, data["ageOfAllFiguresInHours"]!.GetValue<int>());
        Assert.Equal(
            ("48.00 USD", "list price: mode/1", 7, 0.5m),
            (data["listPrice"]!["amount"]!.GetValue<string>(), data["listPrice"]!["rule"]!.GetValue<string>(), data["listPrice"]!["restsOnSales"]!.GetValue<int>(), data["listPrice"]!["confidence"]!.GetValue<decimal>()));
        Assert.Equal((12, 4, 2), (data["peakMonth"]!.GetValue<int>(), data["troughMonth"]!.GetValue<int>(), data["salesByMonth"]!.AsArray().Count));
    }

    [Fact]
    public void F75_F76_a_subject_is_made_of_the_analysis_with_its_evidence_and_absent_without_a_list_price()
    {
        var sold = Empty().Sold(Enumerable.Range(1, 12).Select(i => (AsOf - (i * 60 * Day), 4_000 + (i % 3)))).Stat("current", 2, 2_499);
        var (record, analysis) = (Decoded(sold), Analysed(sold));
        var subject = AnalystSubject.TryOf(record, analysis, out var reason)!;
        Assert.Null(reason);
        Assert.True(analysis.ListPrice.TryGet(out var listPrice));
        Assert.Equal(Coarse.Of(listPrice.Minor), subject.ListPrice.Minor);
        Assert.Equal((analysis.ListPrice.Evidence.Rule.ToString(), 2_500L, analysis.AsOf), (subject.ListPriceRule, subject.Price!.Value.Minor, subject.AsOf));
        Assert.Equal(analysis.ListPrice.Evidence.Samples, subject.ListPriceSamples);

        var unsold = Empty();
        Assert.Null(AnalystSubject.TryOf(Decoded(unsold), Analysed(unsold), out reason));
        Assert.Equal(AbsenceReason.NoOfferCounts, reason);
    }

    [Fact]
    public void F77_a_subject_can_be_made_of_any_product() => Products.Any.Sample(static product =>
    {
        if (ProductAnalysis.TryOf(Decoded(product), PriceType.Used, AnalysisSettings.Default, out _) is not { } analysis)
            return;
        if (AnalystSubject.TryOf(Decoded(product), analysis, out var reason) is { } subject)
            Assert.InRange(AnalystPrompt.Of(subject, analysis.AsOf).Characters, 1, AnalystPrompt.MostCharacters);
        else
            Assert.NotNull(reason);
    });

    [Fact]
    public void Numbers_are_told_to_two_digits()
    {
        Assert.Equal([0L, 7, 99, 100, 110, 2500, 130_000, 9_200_000_000_000_000_000], new[] { 0L, 7, 99, 104, 105, 2499, 125_000, long.MaxValue }.Select(Coarse.Of));
        // Whoever moves by more than a tenth moves to another number.
        Gen.Long[1, 1_000_000_000].Sample(static n => Coarse.Of(n) != Coarse.Of(n + (n / 9) + 1));
    }
}
