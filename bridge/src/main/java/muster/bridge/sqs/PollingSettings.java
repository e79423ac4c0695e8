package muster.bridge.sqs;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import muster.schemas.settings.Range;

/**
 * How queues are read.
 *
 * @param waitTime how long SQS waits for a first message, 0–20 s; long polling also asks all of SQS's hosts
 * @param batch [messages] received at once, 1–10
 * @param visibility how long SQS keeps a received message from others, up to 12 h. Must outlast the producer, or a
 *     message is delivered again while its record is still on the way
 * @param backoff the first pause after Kafka or SQS failed, and when a message that was not forwarded is visible again;
 *     at least 1 s. Later pauses double
 * @param longestBackoff the longest such pause, up to 12 h
 * @param stopTimeout how long a stop waits for what is in flight
 */
@ConfigurationProperties("muster.bridge.polling")
public record PollingSettings(
        @Bindable(defaultValue = "20s") Duration waitTime,
        @Bindable(defaultValue = "10") int batch,
        @Bindable(defaultValue = "120s") Duration visibility,
        @Bindable(defaultValue = "1s") Duration backoff,
        @Bindable(defaultValue = "30s") Duration longestBackoff,
        @Bindable(defaultValue = "60s") Duration stopTimeout) {
    private static final Duration LONGEST = Duration.ofHours(12);

    /** @throws IllegalArgumentException where a value is out of the range that SQS accepts */
    public PollingSettings {
        within("wait-time", waitTime, Duration.ZERO, Duration.ofSeconds(20));
        within("visibility", visibility, Duration.ofSeconds(1), LONGEST);
        within("backoff", backoff, Duration.ofSeconds(1), LONGEST);
        within("longest-backoff", longestBackoff, backoff, LONGEST);
        within("stop-timeout", stopTimeout, Duration.ZERO, LONGEST);
        Range.within("muster.bridge.polling.batch", batch, 1, 10);
    }

    /**
     * The pause before the next attempt.
     *
     * @param failures in a row, at least 1
     */
    Duration backoffAfter(int failures) {
        var doubled = backoff.multipliedBy(1L << Math.min(failures - 1, 16));
        return doubled.compareTo(longestBackoff) < 0 ? doubled : longestBackoff;
    }

    /** @throws IllegalArgumentException where a message could become visible while its record is still on the way */
    void requireToOutlast(Duration deliveryTimeout, Duration maxBlock) {
        // Each of a batch's sends may block, one after the other, before the last one has its time for delivery.
        var longest = maxBlock.multipliedBy(batch).plus(deliveryTimeout);
        if (visibility.compareTo(longest) < 0) {
            throw new IllegalArgumentException("muster.bridge.polling.visibility must be at least " + longest
                    + " (batch × max.block.ms + delivery.timeout.ms of the producer), not " + visibility);
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        Range.within("muster.bridge.polling." + name, value, least, most);
    }
}
