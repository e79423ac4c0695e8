package muster.bridge.http;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
 * EventBridge would send the same bytes for a day. 503 where Kafka has not, or no key is configured; 401 without a word
 * for a wrong key; 413 above 1 MiB.
 */
@Controller("/events")
final class EventController implements ApplicationEventListener<ServerStartupEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(EventController.class);
    private static final String NAME = "http";

    private final HttpSettings settings;
    private final RequestCheck check;
    private final Forwarder forwarder;
    private final BridgeMetrics metrics;
    private final ExecutorService threads;

    EventController(
            HttpSettings settings,
            RequestCheck check,
            Forwarder forwarder,
            BridgeMetrics metrics,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.settings = settings;
        this.check = check;
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.threads = threads;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (settings.isOn()) {
            LOG.info("POST /events takes events, with {}", settings);
        } else {
            LOG.info("POST /events is off, and answers 503: there is no muster.bridge.http.keys");
        }
    }

    @Post
    @Consumes(MediaType.ALL)
    CompletableFuture<HttpResponse<?>> take(HttpRequest<byte[]> request) {
        var refusal = check.refusal(request);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(refusal.get());
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
        return RequestCheck.again();
    }
}
