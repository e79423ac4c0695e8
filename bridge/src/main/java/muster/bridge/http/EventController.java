package muster.bridge.http;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import muster.bridge.event.Intake;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Fate;
import muster.bridge.forward.Forwarder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /events}: one event a request. 202 once Kafka has acknowledged its record, also where that is a dead letter:
 * EventBridge would send the same bytes for a day. 503 where Kafka has not, 401 without a word for a wrong key, 413 above
 * 256 KiB, 404 where no key is configured.
 */
@Controller("/events")
final class EventController implements ApplicationEventListener<ServerStartupEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(EventController.class);
    private static final String NAME = "http";

    /** EventBridge retries for up to a day with pauses of its own; this is for other senders. */
    private static final String RETRY_AFTER_SECONDS = "5";

    private final HttpSettings settings;
    private final ApiKeys keys;
    private final Forwarder forwarder;
    private final BridgeMetrics metrics;
    private final ExecutorService threads;

    EventController(
            HttpSettings settings,
            Forwarder forwarder,
            BridgeMetrics metrics,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.settings = settings;
        this.keys = new ApiKeys(settings.keys());
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.threads = threads;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (settings.isOn()) {
            LOG.info("POST /events takes events, with {}", settings);
        } else {
            LOG.info("POST /events is off: there is no muster.bridge.http.keys");
        }
    }

    @Post
    @Consumes(MediaType.ALL)
    CompletableFuture<HttpResponse<?>> take(HttpRequest<byte[]> request) {
        if (!settings.isOn()) {
            return answer(HttpResponse.notFound(), "off");
        }
        if (!keys.letIn(request.getHeaders().get(settings.header(), String.class, ""))) {
            return answer(HttpResponse.status(HttpStatus.UNAUTHORIZED), "unauthorized");
        }
        var intake = new Intake(NAME, request.getRemoteAddress().getAddress().getHostAddress(), settings.region());
        var body = request.getBody().orElse(new byte[0]);
        // the producer may block while Kafka is away, so on a thread that may
        return CompletableFuture.supplyAsync(() -> forwarder.forward(body, intake), threads)
                .thenCompose(Function.identity())
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((fate, failure) -> fate instanceof Fate.Settled ? taken() : again(fate, failure));
    }

    private HttpResponse<?> taken() {
        metrics.answered("taken");
        return HttpResponse.accepted();
    }

    private HttpResponse<?> again(@Nullable Fate fate, @Nullable Throwable failure) {
        metrics.answered("unavailable");
        LOG.warn(
                "http: an event was refused with 503, Kafka did not take it: {}",
                fate instanceof Fate.Unsettled(var cause) ? cause : String.valueOf(failure));
        return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    private CompletableFuture<HttpResponse<?>> answer(HttpResponse<?> response, String what) {
        metrics.answered(what);
        return CompletableFuture.completedFuture(response);
    }
}
