package muster.bridge.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PollingSettingsTest {

    @Test
    void pauses_double_up_to_the_longest() {
        var settings = settings(20, 10, 120);
        assertThat(settings.backoffAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.backoffAfter(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.backoffAfter(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.backoffAfter(5)).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.backoffAfter(10_000)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void what_sqs_would_refuse_is_refused_at_the_start() {
        assertThatThrownBy(() -> settings(21, 10, 120)).hasMessageContaining("wait-time");
        assertThatThrownBy(() -> settings(20, 11, 120)).hasMessageContaining("batch");
        assertThatThrownBy(() -> settings(20, 0, 120)).hasMessageContaining("batch");
        assertThatThrownBy(() -> settings(20, 10, 0)).hasMessageContaining("visibility");
        assertThatThrownBy(() -> settings(20, 10, 43_201)).hasMessageContaining("visibility");
    }

    @Test
    void a_visibility_that_ends_before_the_producer_gives_up_is_refused() {
        settings(20, 10, 80).requireToOutlast(Duration.ofSeconds(30), Duration.ofSeconds(5));
        assertThatThrownBy(() -> settings(20, 10, 79).requireToOutlast(Duration.ofSeconds(30), Duration.ofSeconds(5)))
                .hasMessageContainingAll("visibility", "PT1M20S", "PT1M19S");
    }

    @Test
    void a_queue_has_a_region_and_either_a_url_or_a_name() {
        assertThat(queue("us-east-1", "http://q", "", 1).pollers()).isEqualTo(1);
        assertThat(queue("us-east-1", "", "events", 100).queue()).isEqualTo("events");
        assertThatThrownBy(() -> queue("", "http://q", "", 1)).hasMessageContaining("region");
        assertThatThrownBy(() -> queue("us-east-1", "", "", 1)).hasMessageContaining("url or the name");
        assertThatThrownBy(() -> queue("us-east-1", "http://q", "events", 1)).hasMessageContaining("url or the name");
        assertThatThrownBy(() -> queue("us-east-1", "http://q", "", 0)).hasMessageContaining("pollers");
    }

    private static PollingSettings settings(int wait, int batch, int visibility) {
        return new PollingSettings(
                Duration.ofSeconds(wait),
                batch,
                Duration.ofSeconds(visibility),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60));
    }

    private static QueueSettings queue(String region, String url, String queue, int pollers) {
        return new QueueSettings("q", region, url, queue, Optional.<URI>empty(), pollers);
    }
}
