package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import muster.effects.aws.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own metrics as meters, once all of them are there: some appear only while the topology works. */
@Timeout(120)
class StreamsMetersTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void each_meter_can_be_registered(@TempDir Path folder) throws Exception {
        List<String> failed = new CopyOnWriteArrayList<>();
        try (var stage = new Stage(folder)) {
            stage.connect();
            try (var running = Running.started(stage.settings("meters", "state"))) {
                await().atMost(SOON).until(() -> running.readiness().isUp());
                stage.account().sim.world().launchDirect(Account.GROUP);
                await().atMost(SOON)
                        .until(() -> stage.account()
                                        .sim
                                        .journal()
                                        .entries("command-ran")
                                        .size()
                                == 1);
                var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
                registry.config().onMeterRegistrationFailed((id, reason) -> failed.add(id + ": " + reason));
                try (var meters =
                        running.context().getBean(StreamsRuntime.class).meters()) {
                    meters.bindTo(registry);
                    assertThat(registry.scrape()).contains("kafka_stream_", "kafka_consumer_", "kafka_producer_");
                }
            }
        }
        assertThat(failed).isEmpty();
    }
}
