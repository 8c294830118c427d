using System.Data.Common;
using Deals.Actors.Inspection;
using Deals.Actors.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Deals.Host.Api;

/// <summary>Every error as RFC 9457 problem details: what is wrong and what was expected, never a key, a path of the machine or a stack.</summary>
internal static class Problems
{
    /// <summary>A problem as an answer.</summary>
    public static IResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>Something that the caller wrote is wrong.</summary>
    public static IResult Wrong(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>Makes empty error answers and failures into problems too.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= DetailOf(context.ProblemDetails.Status));
        services.AddExceptionHandler<FailureHandler>();
        return services;
    }

    private static string? DetailOf(int? status) => status switch
    {
        StatusCodes.Status404NotFound => "This version serves nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take this method.",
        StatusCodes.Status415UnsupportedMediaType => "A JSON body with Content-Type: application/json was expected.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status500InternalServerError => "The node failed inside; its log says why.",
        _ => null,
    };

    private sealed class FailureHandler(IProblemDetailsService problems, ILogger<FailureHandler> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
                return true;
            var (status, detail) = exception switch
            {
                NoAnswerException silence => (StatusCodes.Status503ServiceUnavailable, silence.Message),
                StorageException or DbException => (StatusCodes.Status503ServiceUnavailable, "What is stored cannot be read now; the node's log says why."),
                BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large." : "The request could not be read."),
                _ => (StatusCodes.Status500InternalServerError, "The node failed inside; its log says why."),
            };
            // A store that is away is asked by every page that is open: one line each, without the way to it.
            if (exception is StorageException)
                log.LogWarning("{Method} {Path} could not be answered: {Reason}", context.Request.Method, NotificationsEndpoint.Shown(context.Request.Path), exception.Message);
            else if (exception is not (NoAnswerException or BadHttpRequestException))
                log.LogError(exception, "{Method} {Path} failed", context.Request.Method, NotificationsEndpoint.Shown(context.Request.Path));
            context.Response.StatusCode = status;
            return await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = context,
                ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
            });
        }
    }
}
