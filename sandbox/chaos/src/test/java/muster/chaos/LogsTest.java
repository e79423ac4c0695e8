package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String STREAMS = "org.apache.kafka.streams.processor.internals.TaskExecutor";
    private static final String TIMEOUT = "org.apache.kafka.common.errors.TimeoutException";

    private final Path folder;
    private final Hand clock = new Hand();
    private final Disturbances disturbances = new Disturbances(clock);

    /** A clock that stands still. */
    private static final class Hand extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    LogsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void write(String file, String... lines) throws Exception {
        Files.write(folder.resolve(file), List.of(lines));
    }

    private void after(Duration time) {
        clock.now = clock.now.plus(time);
    }

    private String error(String logger, String causes) {
        return "{\"timestamp\":%d,\"level\":\"ERROR\",\"loggerName\":\"%s\",\"formattedMessage\":\"no word of it matters\"%s}"
                .formatted(clock.now.toEpochMilli(), logger, causes);
    }

    private static String caused(String outer, String root) {
        return ",\"throwable\":{\"className\":\"%s\",\"cause\":{\"className\":\"%s\"}}".formatted(outer, root);
    }

    private List<String> errors() {
        return new Logs(folder, disturbances).errors();
    }

    @Test
    void an_error_is_a_violation_where_nothing_was_disturbed() throws Exception {
        write(
                "a.log",
                "{\"level\":\"INFO\",\"loggerName\":\"muster\",\"formattedMessage\":\"no ERROR here\"}",
                error("muster.effects.EffectRunner", ""),
                error(STREAMS, ""),
                "{\"level\":\"ERR");
        write(
                "kafka.log",
                "2026-01-02T03:04:05.000Z WARN  [x] k.s.Other an ERROR in the text",
                "2026-01-02T03:04:05.000Z ERROR [x] k.s.Other something else");

        assertThat(errors()).hasSize(3).anyMatch(line -> line.startsWith("a.log: ") && line.contains("EffectRunner"));
    }

    @Test
    void kafkas_clients_may_complain_while_kafka_is_away_and_for_a_while_after_and_at_no_other_time() throws Exception {
        var before = error(STREAMS, "");
        after(Duration.ofSeconds(1));
        disturbances.kafkaGone();
        after(Duration.ofSeconds(69));
        var during = error(STREAMS, caused("org.apache.kafka.streams.errors.StreamsException", TIMEOUT));
        var withoutCause = error("org.apache.kafka.clients.consumer.internals.ConsumerCoordinator", "");
        disturbances.kafkaBack();
        after(Disturbances.AFTER_KAFKA_WAS_AWAY);
        var shortlyAfter = error(STREAMS, caused("java.lang.RuntimeException", "java.net.ConnectException"));
        after(Duration.ofSeconds(1));
        var longAfter = error(STREAMS, caused("org.apache.kafka.streams.errors.StreamsException", TIMEOUT));
        write("a.log", before, during, withoutCause, shortlyAfter, longAfter);

        assertThat(errors()).containsExactly("a.log: " + before, "a.log: " + longAfter);
    }

    @Test
    void an_exception_of_ours_is_a_violation_also_while_kafka_is_away() throws Exception {
        disturbances.kafkaGone();
        write(
                "a.log",
                error(
                        STREAMS,
                        caused("org.apache.kafka.streams.errors.StreamsException", "java.lang.IllegalStateException")),
                error("muster.effects.EffectRunner", caused("java.lang.RuntimeException", TIMEOUT)));

        assertThat(errors()).hasSize(2);
    }

    @Test
    void a_process_that_was_paused_or_killed_may_complain_and_the_others_may_not() throws Exception {
        disturbances.paused("a");
        after(Duration.ofSeconds(15));
        disturbances.resumed("a");
        after(Duration.ofSeconds(20));
        write("a.log", error(STREAMS, ""));
        write("b.log", error(STREAMS, ""));
        write("kafka.log", clock.now + " ERROR [x] k.s.ReplicaManager refuses what a still sends");
        assertThat(errors()).singleElement().asString().startsWith("b.log");

        after(Duration.ofMinutes(5));
        disturbances.killed("b");
        after(Duration.ofMinutes(2));
        write("b.log", error(STREAMS, ""));
        assertThat(errors()).isEmpty();
        disturbances.up("b");
        after(Disturbances.AFTER_A_KILL_OR_PAUSE.plusSeconds(1));
        write("b.log", error(STREAMS, ""));
        assertThat(errors()).hasSize(1);
    }

    @Test
    void a_process_that_is_killed_while_it_is_paused_is_paused_no_longer() throws Exception {
        disturbances.paused("a");
        disturbances.killed("a");
        disturbances.up("a");
        after(Duration.ofMinutes(5));
        write("a.log", error(STREAMS, ""));

        assertThat(errors()).hasSize(1);
    }

    @Test
    void a_secret_is_told_by_its_file_alone() throws Exception {
        write("a.log", "harmless");
        write("b.log", "with swordfish", "and swordfish");

        assertThat(new Logs(folder, disturbances).containing("swordfish")).containsExactly("b.log");
    }
}
