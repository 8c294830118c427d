using System.Text.Json;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;

namespace Deals.Host.Api;

/// <summary>The answer to a push.</summary>
/// <param name="Outcome">new, repeated, unknown, expired or refused.</param>
internal sealed record NotificationAnswer(string Outcome);

/// <summary>Takes what Keepa pushes, a bounded number at once, and answers when the deal has: 200 is Keepa's leave to forget it.</summary>
internal sealed class WebhookReceiver(NotificationIntake intake, NotificationCounts counts, TimeProvider clock, ILogger<WebhookReceiver> log)
{
    /// <summary>How many are taken at once.</summary>
    public const int MostAtOnce = 32;

    /// <summary>How long a deal is waited for, wall time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Keepa says it once more after that time, and never again.
    private const string RetryAfterSeconds = "15";
    private int _atWork;

    /// <summary>Takes one whose sender has the secret.</summary>
    public async Task<IResult> ReceiveAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        var outcome = NotificationOutcome.Unanswered;
        try
        {
            if (Interlocked.Increment(ref _atWork) > MostAtOnce)
                return Later(context, $"{MostAtOnce} notifications are being taken already, which is the most.");
            (outcome, var answer) = await TakeAsync(context);
            return answer;
        }
        catch (BadHttpRequestException)
        {
            outcome = NotificationOutcome.Refused;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _atWork);
            counts.Add(outcome);
        }
    }

    private async Task<(NotificationOutcome Outcome, IResult Answer)> TakeAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return (NotificationOutcome.Refused, TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType));
        using var body = await ReadAsync(context.Request);
        if (body is null)
            return Refused("it is no JSON: one Notification object was expected");
        if (!NotificationDecoder.TryRead(body.RootElement, clock.GetUtcNow(), out var notification, out var reason))
            return Refused(reason);
        // The domain clock's timers run on the wall. Whoever hangs up meanwhile has said it all the same.
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            var outcome = await intake.TakeAsync(notification, patience.Token);
            Note(notification, outcome);
            return (outcome, TypedResults.Json(new NotificationAnswer(outcome.ToString().ToLowerInvariant()), InspectionJson.Options));
        }
        catch (Exception silence) when (silence is NoAnswerException || (silence is OperationCanceledException && patience.IsCancellationRequested))
        {
            return (NotificationOutcome.Unanswered, Later(context, $"The deal {notification.Domain.Number}-{notification.Asin} did not answer in time."));
        }
    }

    private static async Task<JsonDocument?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (NotificationOutcome Outcome, IResult Answer) Refused(string reason)
    {
        var clean = PlainText.Clean(reason, 500);
        log.LogWarning("A notification of Keepa's could not be read: {Reason}", clean);
        return (NotificationOutcome.Refused, Problems.Wrong($"The notification could not be read: {clean}."));
    }

    private void Note(KeepaNotification notification, NotificationOutcome outcome)
    {
        if (outcome == NotificationOutcome.Expired)
            log.LogInformation("Keepa's tracking of {Asin} has ended", notification.Asin);
        else if (outcome == NotificationOutcome.Refused)
            log.LogWarning("A notification of {Asin} in {Domain} is of a tracking of {Main}, and in whose currency its prices are cannot be told", notification.Asin, notification.Domain, notification.MainDomain);
    }

    private static IResult Later(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, why);
    }
}
