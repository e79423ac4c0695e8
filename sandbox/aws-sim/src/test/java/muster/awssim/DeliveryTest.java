package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import muster.awssim.base.ManualClock;
import muster.awssim.base.SimClock;
import muster.awssim.base.Spread;
import muster.awssim.events.DeliveryOdds;
import muster.awssim.journal.Entry;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    @Test
    void a_seed_tells_the_same_story_each_time() {
        List<String> once = story(7, DeliveryOdds.rough());

        assertThat(story(7, DeliveryOdds.rough())).isEqualTo(once);
        assertThat(story(8, DeliveryOdds.rough())).isNotEqualTo(once);
    }

    @Test
    void a_rough_day_repeats_and_delays_events_but_loses_none() {
        List<Entry> emitted = emitted(7, DeliveryOdds.rough());

        assertThat(emitted)
                .extracting(line -> line.field("deliveries").asInt())
                .contains(1, 2)
                .doesNotContain(0);
        assertThat(emitted)
                .extracting(line -> line.field("delayMillis").asLong())
                .anyMatch(delay -> delay >= 100)
                .anyMatch(delay -> delay < 100);
    }

    @Test
    void lost_events_have_no_delivery() {
        List<Entry> emitted = emitted(7, DeliveryOdds.reliable().withLost(0.5));

        assertThat(emitted).extracting(line -> line.field("deliveries").asInt()).contains(0, 1);
    }

    @Test
    void a_reliable_day_delivers_each_event_once_and_soon() {
        List<Entry> emitted = emitted(7, DeliveryOdds.reliable().withDelay(Spread.of(Duration.ofMillis(3))));

        assertThat(emitted).isNotEmpty().allSatisfy(line -> {
            assertThat(line.field("deliveries").asInt()).isEqualTo(1);
            assertThat(line.field("delayMillis").asLong()).isEqualTo(3);
        });
    }

    private static List<String> story(long seed, DeliveryOdds odds) {
        return emitted(seed, odds).stream().map(line -> line.json().toString()).toList();
    }

    private static List<Entry> emitted(long seed, DeliveryOdds odds) {
        ManualClock clock = SimClock.manual(Instant.parse("2026-01-02T03:04:05Z"));
        SimConfig config = SimConfig.defaults().withClock(clock).withSeed(seed).withDelivery(odds);
        try (AwsSim sim = AwsSim.start(config)) {
            sim.world().createGroup(GroupSpec.named("validators"));
            List<String> ids = IntStream.range(0, 10)
                    .mapToObj(_ -> sim.world().launchDirect("validators"))
                    .toList();
            clock.advance(Duration.ofSeconds(5));
            ids.forEach(sim.world()::scaleIn);
            clock.advance(Duration.ofSeconds(5));
            return sim.journal().entries("event-emitted");
        }
    }
}
