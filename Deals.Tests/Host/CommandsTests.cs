using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;

namespace Deals.Tests.Host;

public sealed class CommandsTests
{
    [Fact]
    public async Task Lines_come_while_the_work_goes_on()
    {
        await using var node = await FakeNode.StartAsync();
        var work = node.Backends.Work.Writer;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/commands") { Content = JsonContent.Create(new { palette = "catalogue", command = "rebuild" }) };
        using var answer = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        // Each line is read before the next step is made: a buffered answer would wait for ever.
        await work.WriteAsync(new CatalogueStep(1, 2, "1 of 2", Finished: false, Failed: false));
        Assert.Equal("""{"text":"1 of 2","final":false,"error":false}""", await reader.ReadLineAsync());
        await work.WriteAsync(new CatalogueStep(2, 2, "2 of 2", Finished: true, Failed: false));
        Assert.Equal("""{"text":"2 of 2","final":false,"error":false}""", await reader.ReadLineAsync());
        Assert.Equal("""{"text":"","final":true,"error":false}""", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Work_that_fails_ends_with_an_error()
    {
        await using var node = await FakeNode.StartAsync();
        await node.Backends.Work.Writer.WriteAsync(new CatalogueStep(1, 2, "Row 1-B000000000 differs in price.", Finished: true, Failed: true));

        var lines = await RunAsync(node, "catalogue", "rebuild");

        Assert.Equal(new InspectionLine("Row 1-B000000000 differs in price.", Final: true, Error: true), lines.Single());
    }

    [Fact]
    public async Task A_refusal_within_the_answer_is_its_last_line()
    {
        await using var node = await FakeNode.StartAsync();

        var lines = await RunAsync(node, "deals", "show", "-a", "B0ZZZZZZZZ");

        Assert.Equal(new InspectionLine("No deal of B0ZZZZZZZZ is known.", Final: true, Error: true), lines.Single());
    }

    [Theory]
    [InlineData("""{"palette":"nope","command":"show"}""", "There is no palette 'nope': there are deals, budget")]
    [InlineData("""{"palette":"deals","command":"buy"}""", "The palette deals has no command 'buy': it has list, show, history, add")]
    [InlineData("""{"palette":"deals"}""", "deals needs a command")]
    [InlineData("""{"palette":"deals","command":"show"}""", "is missing")]
    [InlineData("""{"palette":"deals","command":"show","arguments":["-a","nonsense"]}""", "'nonsense' is neither")]
    [InlineData("""{"palette":"deals","command":"list","arguments":["--colour","red"]}""", "'--colour'")]
    [InlineData("""{"palette":"deals","command":"list","arguments":["--limit"]}""", "--limit needs a value")]
    [InlineData("""{"palette":"deals","command":"list","arguments":["--q","a","--q","b"]}""", "given twice")]
    [InlineData("""{"palette":"deals","command":"list","arguments":[null]}""", "could not be read")]
    [InlineData("""{"palette":"deals","command":"list","colour":1}""", "could not be read")]
    [InlineData("""{"palette":""", "could not be read")]
    [InlineData("null", "could not be read")]
    public async Task What_cannot_be_run_is_refused_before_it_starts(string body, string expected)
    {
        await using var node = await FakeNode.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await node.Http.PostAsync("/api/commands", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_any_web_page_could_send_is_not_taken(string type)
    {
        await using var node = await FakeNode.StartAsync();
        using var content = new StringContent("""{"palette":"cluster","command":"show"}""", Encoding.UTF8, type);

        using var answer = await node.Http.PostAsync("/api/commands", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        await using var node = await FakeNode.StartAsync();
        using var content = new StringContent("{\"palette\":\"" + new string('x', 20_000) + "\"}", Encoding.UTF8, "application/json");

        using var answer = await node.Http.PostAsync("/api/commands", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static async Task<List<InspectionLine>> RunAsync(FakeNode node, string palette, string command, params string[] arguments)
    {
        using var answer = await node.Http.PostAsJsonAsync("/api/commands", new { palette, command, arguments });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<InspectionLine>(l, JsonSerializerOptions.Web)!)];
    }
}
