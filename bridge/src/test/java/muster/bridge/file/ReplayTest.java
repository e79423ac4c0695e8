package muster.bridge.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import muster.bridge.Samples;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Forwarder;
import muster.bridge.forward.ProducerMonitor;
import muster.bridge.route.RoutingTable;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

    @Test
    void once_a_line_is_refused_no_further_one_is_sent(@TempDir Path folder) throws Exception {
        producer.sendException = new TimeoutException("Kafka is away");
        var summary = replay(folder, List.of("{", "{", "{", "{"));
        assertThat(summary.firstFailure())
                .hasValueSatisfying(it -> assertThat(it.line()).isEqualTo(1));
        assertThat(meters.counter("muster.bridge.produce.failed").count()).isEqualTo(1);
    }

    @Test
    void lines_are_sent_in_their_order(@TempDir Path folder) throws Exception {
        var lines = IntStream.range(0, 5_000).mapToObj("{%d"::formatted).toList();
        assertThat(replay(folder, lines).deadLettered()).isEqualTo(lines.size());
        assertThat(producer.history())
                .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8))
                .isEqualTo(lines);
    }

    @Test
    void an_archive_of_documents_without_an_end_of_line_is_an_event_each(@TempDir Path folder) throws Exception {
        var archive = Samples.state(Samples.I1, "running")
                + Samples.state(Samples.I2, "running")
                + Samples.state(Samples.I1, "stopped");
        assertThat(replay(folder, List.of(archive)).deadLettered()).isEqualTo(3);
        assertThat(producer.history())
                .extracting(sent ->
                        new String(sent.headers().lastHeader("muster_reason").value(), StandardCharsets.UTF_8))
                .containsOnly("unrouted");
        assertThat(producer.history())
                .extracting(sent ->
                        new String(sent.headers().lastHeader("muster_place").value(), StandardCharsets.UTF_8))
                .containsExactly("line 1", "line 1, document 2", "line 1, document 3");
    }

    private Tally.Summary replay(Path folder, List<String> lines) throws IOException, InterruptedException {
        var file = Files.write(folder.resolve("events.ndjson"), lines);
        var topics = Topics.of(TopicSettings.defaults());
        var forwarder = new Forwarder(
                new RoutingTable(List.of(), topics),
                producer,
                topics,
                new BridgeMetrics(meters),
                InstantSource.system(),
                new ProducerMonitor(InstantSource.system()));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Replay(forwarder)
                .run(file, 1, new Progress(nowhere, false, Files.size(file), InstantSource.system()));
    }
}
