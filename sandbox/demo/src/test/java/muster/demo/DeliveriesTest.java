package muster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.journal.Entry;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    @Test
    void repeated_late_and_overtaken_events_are_counted() {
        var deliveries = Deliveries.of(List.of(
                event(1, "i-a", 1, 1500), event(2, "i-a", 2, 10), event(3, "i-b", 1, 10), event(4, "i-b", 0, 0)));

        assertThat(deliveries).isEqualTo(new Deliveries(4, 1, 1, 1));
        assertThat(deliveries.wereTroubled()).isTrue();
    }

    @Test
    void events_of_different_instances_do_not_overtake_each_other() {
        var deliveries = Deliveries.of(List.of(event(1, "i-a", 1, 1500), event(2, "i-b", 1, 10)));

        assertThat(deliveries.overtaken()).isZero();
        assertThat(deliveries.wereTroubled()).isFalse();
    }

    /** Emitted 100 ms after the one before it. */
    private static Entry event(long seq, String instance, int deliveries, long delayMillis) {
        return new Entry(
                seq,
                Instant.parse("2026-01-02T03:04:05Z").plusMillis(100 * seq),
                new Scope("111122223333", "us-east-1"),
                "event-emitted",
                Json.object()
                        .put("instance", instance)
                        .put("deliveries", deliveries)
                        .put("delayMillis", delayMillis));
    }
}
