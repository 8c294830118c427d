using Deals.Actors.Inspection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Deals.Host.Api;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, and the explorer of it at <c>/scalar</c>, which needs nothing from outside the node.</summary>
internal static class ApiDescription
{
    private const string KeyScheme = "ApiKey";

    private static readonly string[] Lists = ["/api/deals", "/api/deals.csv", "/api/deals.ndjson"];

    /// <summary>Registers it.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Deals",
                Version = Cli.HelpText.Version,
                Description = "Amazon deals by Keepa, kept fresh within a budget. Money is in minor units beside its currency, ratios are fractions, instants are UTC, absent is null; errors are RFC 9457 problem details.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyGate.Header,
                Description = "Where keys are configured every call takes one; what changes something takes one with the role operator.",
            };
            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer((operation, context, _) =>
        {
            var path = "/" + context.Description.RelativePath;
            operation.Summary = Summaries.Of(context.Description.HttpMethod, path);
            operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), context.Document) };
            if (context.Description.HttpMethod == "GET" && Lists.Contains(path))
                operation.Parameters = [.. DealListArguments.All.Where(a => path == Lists[0] || a.Name is not ("limit" or "cursor")).Select(ParameterOf)];
            return Task.CompletedTask;
        });
    });

    /// <summary>Maps both.</summary>
    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(scalar =>
        {
            scalar.Title = "Deals";
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.HideDeveloperTools();
            scalar.DisableAgent();
            scalar.DisableMcp();
            scalar.WithNonce();
        });
    }

    /// <summary>What the explorer's page may do: run its own script, and set the styles that it makes itself. Absent for every other answer.</summary>
    public static string? ContentPolicyOf(HttpContext context) => context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce
        ? $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
        : null;

    // What the calls are about, as their addresses say.
    private static string TagOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["api", var about, ..] => about.Split('.')[0],
        ["login" or "logout"] => "session",
        [var about, ..] => about,
        _ => "page",
    };

    private static IOpenApiParameter ParameterOf(PaletteArgument argument) => new OpenApiParameter
    {
        Name = argument.Name,
        In = ParameterLocation.Query,
        Description = argument.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
