package muster.bridge.sqs;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.util.Optional;
import muster.schemas.settings.Range;

/**
 * One queue that events arrive in.
 *
 * @param name of this intake, for metrics and headers
 * @param region that the queue is in, such as "us-west-2"
 * @param url URL of the queue; or empty where {@code queue} is given
 * @param queue its name, which is then looked up; or empty where {@code url} is given
 * @param endpoint URL of another SQS than AWS's, if any
 * @param pollers [threads] that read the queue at once, 1–100
 */
@EachProperty("muster.bridge.queues")
public record QueueSettings(
        @Parameter String name,
        String region,
        @Bindable(defaultValue = "") String url,
        @Bindable(defaultValue = "") String queue,
        Optional<URI> endpoint,
        @Bindable(defaultValue = "1") int pollers) {
    private static final String KEY = "muster.bridge.queues.";

    /** @throws IllegalArgumentException where not exactly one of url and queue is given, or pollers is out of range */
    public QueueSettings {
        if (region.isBlank()) {
            throw new IllegalArgumentException(KEY + name + ".region: is missing, and has no default");
        }
        if (url.isBlank() == queue.isBlank()) {
            throw new IllegalArgumentException(KEY + name + ": needs either a url or the name of a queue");
        }
        Range.within(KEY + name + ".pollers", pollers, 1, 100);
    }
}
