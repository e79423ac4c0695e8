package muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import muster.schemas.InstanceId;
import muster.stream.AllInstances;
import muster.stream.RestoreProgress;
import muster.stream.TopicReading;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered while the stores are restored. */
@Timeout(60)
class WhileRestoringTest {
    private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 3);

    private final RestoreProgress progress =
            new RestoreProgress(InstantSource.fixed(Instant.parse("2026-01-13T00:00:00Z")));

    @Test
    void progress_is_counted_over_all_stores() {
        assertThat(progress.percent(true)).isEqualTo(100);
        progress.onRestoreStart(CHANGELOG, "instances", 0, 300);
        progress.onRestoreStart(CHANGELOG, "timers", 0, 100);
        assertThat(progress.percent(false)).isZero();
        progress.onBatchRestored(CHANGELOG, "instances", 149, 150);
        progress.onBatchRestored(CHANGELOG, "instances", 199, 50);
        assertThat(progress.percent(false)).isEqualTo(50);
        // markers of transactions are in the range, and are no records
        progress.onRestoreEnd(CHANGELOG, "timers", 60);
        assertThat(progress.percent(false)).isEqualTo(75);
        assertThat(progress.stores())
                .extracting(store -> store.store() + " " + store.percent() + " " + store.done())
                .containsExactly("instances 66 false", "timers 100 true");
        assertThat(progress.stores()).extracting(RestoreProgress.Store::left).containsExactly(100L, 0L);
    }

    @Test
    void it_is_never_said_to_be_done_before_it_is() {
        assertThat(progress.percent(false)).as("nothing has begun").isZero();
        progress.onRestoreStart(CHANGELOG, "instances", 0, 300);
        progress.onBatchRestored(CHANGELOG, "instances", 299, 300);
        assertThat(progress.percent(false)).as("the next store may be to come").isEqualTo(99);
        progress.onRestoreSuspended(CHANGELOG, "instances", 300);
        assertThat(progress.percent(false)).as("handed over").isZero();
    }

    @Test
    void kafka_that_is_away_is_a_503_and_no_fault_of_ours() throws Exception {
        Supplier<Consumer<byte[], byte[]>> away = () -> {
            throw new TimeoutException("no metadata within 10 s");
        };
        var reading = new TopicReading(away, Duration.ofSeconds(1), InstantSource.system());
        for (ThrowingCallable asked : List.<ThrowingCallable>of(
                () -> reading.newest("xnet-dead-letters", 1),
                () -> reading.journal("xnet-dead-letters", new InstanceId("i-0123456789abcdef0"), Instant.EPOCH))) {
            var fault = catchThrowableOfType(TopicReading.UnansweredException.class, asked);
            var answer = new Refusing(progress).unanswered(HttpRequest.GET("/dead-letters"), fault);
            assertThat(answer.code()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(new ObjectMapper()
                            .readTree(new String(answer.body(), StandardCharsets.UTF_8))
                            .path("problem")
                            .asText())
                    .isEqualTo("Kafka did not let xnet-dead-letters be read: no metadata within 10 s");
        }
    }

    @Test
    void a_question_is_answered_with_503_what_is_restored_how_far_and_when_to_come_again() throws Exception {
        progress.onRestoreStart(CHANGELOG, "instances", 0, 300);
        progress.onBatchRestored(CHANGELOG, "instances", 29, 30);
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "restoring");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        var builder = new StreamsBuilder();
        builder.stream("nothing");
        try (var streams = new KafkaStreams(builder.build(), config)) {
            var instances = new AllInstances(streams);
            assertThat(instances.isReady()).isFalse();
            var notReady = catchThrowableOfType(
                    AllInstances.NotReadyException.class, () -> instances.find(new InstanceId("i-0123456789abcdef0")));
            var answer = new Refusing(progress).notReady(HttpRequest.GET("/instances"), notReady);
            assertThat(answer.code()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            var body = new ObjectMapper().readTree(new String(answer.body(), StandardCharsets.UTF_8));
            assertThat(body.path("problem").asText())
                    .isEqualTo("the stores cannot be asked while the topology is CREATED");
            assertThat(body.path("percent").asInt()).isEqualTo(10);
            assertThat(body.path("restoring").path(0).path("store").asText()).isEqualTo("instances");
            assertThat(body.path("restoring").path(0).path("total").asLong()).isEqualTo(300);
            assertThat(body.path("restoring").path(0).path("left").asLong()).isEqualTo(270);
        }
    }
}
