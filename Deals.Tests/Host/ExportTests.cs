using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Deals.Tests.Inspection;

namespace Deals.Tests.Host;

public sealed class ExportTests
{
    [Fact]
    public async Task Csv_has_every_row_of_the_list_behind_its_header()
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync(new Uri("/api/deals.csv?status=active&sort=-price", UriKind.Relative));
        var records = DealCsvTests.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(("text/csv", "utf-8"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentType?.CharSet));
        Assert.Equal(node.Backends.Rows.Select(r => r.Id).Prepend("id"), records.Select(r => r[0]));
    }

    [Fact]
    public async Task Ndjson_has_an_item_a_line()
    {
        await using var node = await FakeNode.StartAsync();

        var lines = (await node.Http.GetStringAsync(new Uri("/api/deals.ndjson", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var listed = (await node.Http.GetFromJsonAsync<JsonElement>(new Uri("/api/deals", UriKind.Relative))).GetProperty("items")[0];

        Assert.Equal(node.Backends.Rows.Count, lines.Length);
        Assert.Equal(listed.GetRawText(), lines[0]);
    }

    [Theory]
    [InlineData("/api/deals.csv?limit=5", "'limit' is no parameter of an export")]
    [InlineData("/api/deals.ndjson?cursor=x", "'cursor' is no parameter of an export")]
    [InlineData("/api/deals.csv?colour=red", "'colour' is no parameter")]
    public async Task What_an_export_does_not_take_is_named(string address, string expected)
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_list_does_not_look_like_a_whole_one()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.BreaksAfter = node.Backends.Rows[60].Id;

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => node.Http.GetStringAsync(new Uri("/api/deals.csv", UriKind.Relative)));
    }
}
