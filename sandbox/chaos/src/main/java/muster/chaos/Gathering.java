package muster.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import muster.checker.Evidence;
import muster.harness.JvmProgram;
import muster.harness.Watch;
import muster.schemas.InstanceEvent;
import muster.schemas.Json;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Gathers, after all has come to rest, what the journal of AWS cannot tell. */
final class Gathering {
    private static final Duration VERIFY = Duration.ofSeconds(60);
    private static final Duration COUNTING = Duration.ofSeconds(40);
    /** The gauges count anew every five seconds; less often where the count itself takes long, as on a busy machine. */
    private static final Duration COUNTED = Duration.ofSeconds(8);

    private static final Set<String> WANTED = Set.of(
            "EC2 Instance-launch Lifecycle Action",
            "EC2 Instance-terminate Lifecycle Action",
            "EC2 Instance State-change Notification",
            "EC2 Command Status-change Notification",
            "EC2 Command Invocation Status-change Notification");

    private static final Set<String> FINAL = Set.of("serving");

    private final Stage stage;
    private final MusterApi api;
    private final String bootstrap;

    Gathering(Stage stage) {
        this.stage = stage;
        this.api = new MusterApi(stage.http());
        this.bootstrap = stage.broker().bootstrapServers();
    }

    /**
     * @param poison that was put into the queue
     * @param verifies whether the journal's state is compared with the live one, which takes some seconds
     */
    Evidence gather(Set<String> poison, boolean verifies) {
        var recorded = new HashSet<String>();
        var letters = new HashSet<String>();
        inputs().forEach(topic -> read(topic, record -> id(record, recorded)));
        read(stage.topics().deadLetters(), record -> {
            id(record, recorded);
            letters.add(new String(record.value(), StandardCharsets.UTF_8));
        });
        Logs logs = new Logs(stage.logs(), stage.disturbances());
        List<String> differences = verifies ? differences() : List.of();
        return new Evidence(
                WANTED,
                recorded,
                poison,
                letters,
                unread(),
                differences,
                stage.orchestrators().stream()
                        .flatMap(each -> api.standings(each).stream())
                        .findFirst()
                        .orElse(Map.of()),
                FINAL,
                namesHeld(),
                logs.errors(),
                logs.containing(Stage.SECRET));
    }

    /** Commands of another tool whose statuses were kept while one of Muster's was being sent. */
    int keptEarly(Set<String> foreign) {
        var kept = new HashSet<String>();
        read(stage.topics().journal(), record -> {
            var entry = new String(record.value(), StandardCharsets.UTF_8);
            if (entry.contains("\"" + Json.typeName(InstanceEvent.CommandHeard.class) + "\"")) {
                foreign.stream().filter(entry::contains).forEach(kept::add);
            }
        });
        return kept.size();
    }

    private List<String> inputs() {
        var topics = stage.topics();
        return List.of(topics.launchSuccessful(), topics.ec2Running(), topics.terminating(), topics.commandStatus());
    }

    private static void id(ConsumerRecord<byte[], byte[]> record, Set<String> ids) {
        var header = record.headers().lastHeader("ce_id");
        if (header != null) {
            ids.add(new String(header.value(), StandardCharsets.UTF_8));
        }
    }

    private interface Each {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    private void read(String topic, Each each) {
        try (var consumer = KafkaClients.consumer(bootstrap)) {
            var partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var watch = new Watch(VERIFY);
            while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))
                    && !watch.isOver()) {
                consumer.poll(Duration.ofMillis(100)).forEach(each::take);
            }
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** Records of the input topics that the topology has not read. */
    long unread() {
        try (var admin = KafkaClients.admin(bootstrap);
                var consumer = KafkaClients.consumer(bootstrap)) {
            var committed = admin.listConsumerGroupOffsets(Stage.APPLICATION)
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
            long unread = 0;
            for (String topic : inputs()) {
                for (var end : consumer.endOffsets(partitions(consumer, topic)).entrySet()) {
                    var position = committed.get(end.getKey());
                    unread += end.getValue() - (position == null ? 0 : position.offset());
                }
            }
            return unread;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell what was read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** {@code orchestrator verify}, in a JVM of its own. */
    private List<String> differences() {
        var launch = stage.verify();
        try (var verify = JvmProgram.start(launch)) {
            var exit = verify.awaitExit(VERIFY);
            if (exit.isPresent() && exit.getAsInt() == 0) {
                return List.of();
            }
            var said = Files.readAllLines(launch.log());
            var lines = new ArrayList<String>();
            lines.add("orchestrator verify ended with " + exit + ": "
                    + said.stream().filter(line -> !line.startsWith("{")).collect(Collectors.joining(" | ")));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The gauge is of all instances, on every process: all must come to say the same, and stay with it. */
    private OptionalLong namesHeld() {
        var _ = new Watch(COUNTING).untilItHeldFor(COUNTED, () -> counted().size() == 1);
        var counted = counted();
        return counted.size() == 1 ? OptionalLong.of(counted.iterator().next()) : OptionalLong.empty();
    }

    /** What is said; nothing at all where somebody does not answer. */
    private Set<Long> counted() {
        var said = stage.orchestrators().stream().map(api::namesHeld).toList();
        return said.stream().allMatch(OptionalLong::isPresent)
                ? said.stream().map(OptionalLong::getAsLong).collect(Collectors.toSet())
                : Set.of();
    }
}
