package muster.api;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import muster.effects.aws.HostnameTable;
import muster.stream.AllInstances;
import muster.stream.RestoreProgress;
import muster.stream.TopicReading;

/** What goes wrong with a question, as an answer: 400, 404, 502, 503. */
@Controller
final class Refusing {
    private static final String SOON_SECONDS = "5";

    private final RestoreProgress progress;

    Refusing(RestoreProgress progress) {
        this.progress = progress;
    }

    /**
     * @param problem one sentence
     * @param percent of all stores that is restored, 0 to 100
     * @param restoring each store that is not
     */
    record NotReady(String problem, int percent, java.util.List<RestoreController.Restoring> restoring) {}

    @Error(global = true)
    HttpResponse<byte[]> mistaken(HttpRequest<?> request, Asking.MistakenException mistaken) {
        return Answers.problem(HttpStatus.BAD_REQUEST, String.valueOf(mistaken.getMessage()));
    }

    @Error(global = true)
    HttpResponse<byte[]> unknown(HttpRequest<?> request, Asking.UnknownException unknown) {
        return Answers.problem(HttpStatus.NOT_FOUND, String.valueOf(unknown.getMessage()));
    }

    @Error(global = true)
    HttpResponse<byte[]> refused(HttpRequest<?> request, HostnameTable.RefusedException refused) {
        return Answers.problem(HttpStatus.BAD_GATEWAY, String.valueOf(refused.getMessage()));
    }

    @Error(global = true)
    HttpResponse<byte[]> busy(HttpRequest<?> request, TopicReading.BusyException busy) {
        return Answers.problem(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(busy.getMessage()))
                .header(HttpHeaders.RETRY_AFTER, SOON_SECONDS);
    }

    @Error(global = true)
    HttpResponse<byte[]> unanswered(HttpRequest<?> request, TopicReading.UnansweredException away) {
        return Answers.problem(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(away.getMessage()))
                .header(HttpHeaders.RETRY_AFTER, SOON_SECONDS);
    }

    @Error(global = true)
    HttpResponse<byte[]> notReady(HttpRequest<?> request, AllInstances.NotReadyException notReady) {
        return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, SOON_SECONDS)
                .contentType(io.micronaut.http.MediaType.APPLICATION_JSON_TYPE)
                .body(muster.schemas.Json.write(new NotReady(
                        String.valueOf(notReady.getMessage()),
                        progress.percent(false),
                        RestoreController.restoring(progress))));
    }
}
