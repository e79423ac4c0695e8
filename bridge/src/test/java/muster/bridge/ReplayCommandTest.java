package muster.bridge;

import static muster.bridge.Samples.I1;
import static muster.bridge.Samples.I2;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayCommandTest {
    private final Outside outside = new Outside();

    @AfterAll
    void close() {
        outside.close();
    }

    @Test
    void a_file_is_replayed_in_its_order_and_its_dead_letters_are_reported(@TempDir Path folder) throws IOException {
        var prefix = outside.prefix();
        var file = Files.writeString(
                folder.resolve("events.ndjson"),
                String.join(
                        "\n",
                        Samples.state(I1, "pending"),
                        "",
                        Samples.state(I1, "running"),
                        "{poison",
                        Samples.terminateSuccessful(I1),
                        Samples.state(I2, "running"),
                        "[]",
                        Samples.state(I1, "terminated")));
        var told = run(outside.configuration(prefix), "replay", file.toString());
        assertThat(told.code()).isZero();
        assertThat(told.out())
                .contains("7 records: 4 forwarded, 1 ignored, 2 dead letters (1 not-json, 1 not-an-event)");
        try (var states = outside.reader(prefix + "xnet-ec2-running");
                var dead = outside.reader(prefix + "xnet-dead-letters")) {
            assertThat(states.records()).hasSize(4);
            assertThat(states.records().stream().filter(message -> message.key().equals(I1)))
                    .extracting(TopicReader::value)
                    .containsExactly(
                            Samples.state(I1, "pending"),
                            Samples.state(I1, "running"),
                            Samples.state(I1, "terminated"));
            assertThat(dead.records())
                    .extracting(message ->
                            TopicReader.header(message, "muster_place").orElse(""))
                    .containsExactlyInAnyOrder("line 4", "line 7");
            assertThat(dead.values()).containsExactlyInAnyOrder("{poison", "[]");
        }
        assertThat(run(outside.configuration(prefix), "replay", "--strict", file.toString())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void a_replay_can_begin_at_a_line(@TempDir Path folder) throws IOException {
        var prefix = outside.prefix();
        var file = Files.writeString(
                folder.resolve("events.ndjson"), Samples.state(I1, "pending") + "\n" + Samples.state(I2, "running"));
        assertThat(run(outside.configuration(prefix), "replay", "--from", "2", file.toString())
                        .out())
                .contains("1 records: 1 forwarded");
    }

    @Test
    void a_line_longer_than_any_event_is_a_dead_letter_and_the_next_is_forwarded(@TempDir Path folder)
            throws IOException {
        var prefix = outside.prefix();
        var file = Files.writeString(
                folder.resolve("events.ndjson"), "x".repeat(3 << 20) + "\n" + Samples.state(I2, "running"));
        var told = run(outside.configuration(prefix), "replay", file.toString());
        assertThat(told.code()).isZero();
        assertThat(told.out()).contains("1 forwarded", "1 too-large");
    }

    @Test
    void a_kafka_that_takes_nothing_makes_the_command_fail_and_say_where_to_carry_on(@TempDir Path folder)
            throws IOException {
        var prefix = outside.prefix();
        var file = Files.writeString(
                folder.resolve("events.ndjson"), Samples.terminateSuccessful(I1) + "\n" + Samples.state(I1, "pending"));
        var configuration = outside.configuration(prefix);
        // Records of more than this size are refused before they are sent.
        configuration.put("kafka.producers.bridge.max.request.size", "100");
        var told = run(configuration, "replay", file.toString());
        assertThat(told.code()).isEqualTo(1);
        assertThat(told.err()).contains("did not acknowledge line 2", "--from 2");
    }

    @Test
    void what_is_wrong_before_the_first_line_is_said_in_one_sentence(@TempDir Path folder) throws IOException {
        var prefix = outside.prefix();
        var missing = run(
                outside.configuration(prefix), "replay", folder.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no readable file");

        var file = Files.writeString(folder.resolve("events.ndjson"), "");
        var away = outside.configuration(prefix);
        away.put("muster.topics.timeout", "1s");
        var nobody = run(away, "replay", "-b", "127.0.0.1:1", file.toString());
        assertThat(nobody.code()).isEqualTo(69);
        assertThat(nobody.err()).contains("bridge: Kafka does not answer at 127.0.0.1:1 within 1s");

        var wrong = outside.configuration(prefix);
        wrong.put("muster.bridge.polling.wait-tine", "1s");
        var misspelt = run(wrong, "replay", file.toString());
        assertThat(misspelt.code()).isEqualTo(78);
        assertThat(misspelt.err())
                .contains("unknown configuration key 'muster.bridge.polling.wait-tine'"
                        + " (did you mean 'muster.bridge.polling.wait-time'?)");
    }

    private static Told run(Map<String, Object> configuration, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = BridgeCommand.run(
                new HashMap<>(configuration),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
        return new Told(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private record Told(int code, String out, String err) {}
}
