package muster.bridge.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import muster.bridge.event.EventReader;
import muster.bridge.forward.BridgeMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the head of a request to {@code /events} while its body has not been read: nobody without a key makes the
 * bridge take in a body. EventBridge tries 401 and 503 again, and neither 404 nor 413: where no key is configured yet, the
 * answer is 503.
 */
@ServerFilter("/events/**")
final class RequestCheck {
    /** EventBridge retries for up to a day with pauses of its own; this is for other senders. */
    static final String RETRY_AFTER_SECONDS = "5";

    private static final String PASSED = "muster.request-check.passed";

    /** A shorter body is read and dropped, so that its sender can read the answer before the connection closes. */
    private static final long SHORT = 64L * 1024;

    private final HttpSettings settings;
    private final ApiKeys keys;
    private final BridgeMetrics metrics;

    RequestCheck(HttpSettings settings, BridgeMetrics metrics) {
        this.settings = settings;
        this.keys = new ApiKeys(settings.keys());
        this.metrics = metrics;
    }

    /** @return nothing where the request may go on */
    @RequestFilter
    @Nullable
    HttpResponse<?> filter(HttpRequest<?> request) {
        return refusal(request).orElse(null);
    }

    /** Checks a request once; a path that the filter does not match and the controller does is checked by the latter. */
    Optional<MutableHttpResponse<?>> refusal(HttpRequest<?> request) {
        if (request.getAttribute(PASSED).isPresent()) {
            return Optional.empty();
        }
        if (!settings.isOn()) {
            return refused(request, again(), "off");
        }
        if (!keys.letIn(request.getHeaders().get(settings.header(), String.class, ""))) {
            return refused(request, HttpResponse.status(HttpStatus.UNAUTHORIZED), "unauthorized");
        }
        if (request.getContentLength() > EventReader.MAX_BYTES) {
            return refused(request, HttpResponse.status(HttpStatus.REQUEST_ENTITY_TOO_LARGE), "too-large");
        }
        request.setAttribute(PASSED, true);
        return Optional.empty();
    }

    static MutableHttpResponse<?> again() {
        return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    private Optional<MutableHttpResponse<?>> refused(
            HttpRequest<?> request, MutableHttpResponse<?> response, String what) {
        metrics.answered(what);
        var length = request.getContentLength();
        return Optional.of(
                length >= 0 && length <= SHORT ? response : response.header(HttpHeaders.CONNECTION, "close"));
    }
}
