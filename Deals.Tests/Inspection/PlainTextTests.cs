using CsCheck;
using Deals.Actors.Inspection;

namespace Deals.Tests.Inspection;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(2024L, "USD", "20.24 USD")]
    [InlineData(5L, "EUR", "0.05 EUR")]
    [InlineData(2024L, "JPY", "2024 JPY")]
    [InlineData(null, "USD", "-")]
    [InlineData(7L, "XXX", "7 XXX minor")]
    public void Money_is_in_major_units_with_its_currency(long? minor, string currency, string expected) =>
        Assert.Equal(expected, PlainText.Money(minor, currency));

    [Theory]
    [InlineData("0.25", "25 %")]
    [InlineData("-0.0333", "-3.3 %")]
    [InlineData("0", "0 %")]
    public void Ratios_are_percent(string fraction, string expected) =>
        Assert.Equal(expected, PlainText.Percent(decimal.Parse(fraction, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59, "59s")]
    [InlineData(60, "1m")]
    [InlineData(3599, "59m")]
    [InlineData(3600, "1h")]
    [InlineData(19_200, "5h 20m")]
    [InlineData(187_200, "2d 4h")]
    [InlineData(-5, "0s")]
    public void Ages_are_in_their_two_largest_units(int seconds, string expected) =>
        Assert.Equal(expected, PlainText.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Whatever_a_title_holds_a_terminal_obeys_none_of_it() =>
        Gen.String.Sample(text =>
        {
            var clean = PlainText.Clean(text);
            return !clean.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028' or '\u200b');
        });

    [Fact]
    public void A_long_title_is_cut() => Assert.Equal("abcde…", PlainText.Clean("abcdefgh", 5));

    [Fact]
    public void An_escape_sequence_loses_its_escape() => Assert.Equal(" [31mred", PlainText.Clean("\u001b[31mred"));

    [Fact]
    public void Columns_are_aligned_and_numbers_stand_to_the_right()
    {
        var table = new TextTable("NAME", ">COUNT", "REST");
        table.Add("a", "1", "x");
        table.Add("longer", "1000", "y");

        Assert.Equal(["NAME    COUNT  REST", "a           1  x", "longer   1000  y"], table.Lines());
    }
}
