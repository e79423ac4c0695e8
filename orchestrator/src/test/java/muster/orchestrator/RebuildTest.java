package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import muster.effects.aws.Account;
import muster.schemas.Ec2State;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.StartFailure;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** State from the journal alone, on a real broker, against an account that counts every call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
@Order(1)
class RebuildTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private Stage stage;

    /** What a command printed, and how it ended. */
    private record Ran(int code, String out, String err) {}

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        stage = new Stage(temporary);
        stage.connect();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private static Ran run(Map<String, Object> settings, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = OrchestratorCommand.run(
                settings,
                false,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode get(ApplicationContext context, String path) throws IOException, InterruptedException {
        var uri = URI.create(context.getBean(EmbeddedServer.class).getURI() + path);
        try (var http = HttpClient.newHttpClient()) {
            return JSON.readTree(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private static List<JsonNode> instances(ApplicationContext context) throws IOException, InterruptedException {
        return StreamSupport.stream(
                        get(context, "/instances?limit=1000").path("instances").spliterator(), false)
                .toList();
    }

    /** The state that the instances stand in goes by another name. */
    private Path renamed() throws IOException {
        var yaml = Stage.validator()
                .replace("xnet.blade.ethernal.private", "xnet.example")
                .replace("dest: starting", "dest: begun")
                .replace("source: starting", "source: begun");
        return Files.writeString(folder.resolve("renamed.yaml"), yaml);
    }

    /** The same lifecycle, its hook answered only when the service runs: an operator tries it on what was. */
    private Path answeringLast() throws IOException {
        var yaml = Stage.validator()
                .replace("xnet.blade.ethernal.private", "xnet.example")
                .replace("agent: 5s", "agent: 1s")
                .replace("command: 30s", "command: 10m")
                .replace("        before: [complete-hook]\n", "")
                .replace(
                        "        conditions: [command-succeeded]\n",
                        "        conditions: [command-succeeded]\n        before: [complete-hook]\n");
        return Files.writeString(folder.resolve("changed.yaml"), yaml);
    }

    private long calls() {
        return stage.account().sim.journal().entries("call").size();
    }

    private long ran() {
        return stage.account().sim.journal().entries("command-ran").size();
    }

    @Test
    void a_new_generation_is_the_fold_of_the_journal_and_goes_on_where_the_old_one_stopped() throws Exception {
        var old = stage.settings("old", "old-state");
        List<String> hosts;
        try (var running = OrchestratorApplication.start(old)) {
            hosts = IntStream.range(0, 6)
                    .mapToObj(_ -> stage.account().sim.world().launchDirect(Account.GROUP))
                    .toList();
            await().atMost(SOON).until(() -> ran() == 6);
            await().atMost(SOON)
                    .until(() -> instances(running).stream()
                            .allMatch(host -> host.path("state").asText().equals("starting")));

            var beside = run(old, "verify");
            assertThat(beside.out()).contains("6 instances", "0 differences");
            assertThat(beside.code()).isZero();

            var same = run(old, "replay", "--dry-run");
            assertThat(same.out()).contains("of 6 instances, 0 instances would be decided differently");
            assertThat(same.code()).isZero();
            var changed = new HashMap<>(old);
            changed.put("muster.lifecycles.files", List.of(answeringLast().toString()));
            var other = run(changed, "replay", "--dry-run");
            assertThat(other.code()).isEqualTo(1);
            assertThat(other.out())
                    .contains("of 6 instances, 6 instances would be decided differently")
                    .contains(hosts.getFirst() + ": active, starting")
                    .contains("  - answer muster-launch with CONTINUE");
            changed.put("muster.lifecycles.files", List.of(renamed().toString()));
            assertThat(run(changed, "replay", "--dry-run").out())
                    .contains(
                            hosts.getFirst() + " would be stranded: its lifecycle validator does not declare the state"
                                    + " starting",
                            "6 would be stranded");

            var early = run(old, "rebuild", "--to", "new");
            assertThat(early.code()).isEqualTo(1);
            assertThat(early.err()).contains("'old' is live, with", "stop it").hasLineCount(1);

            var exported = run(old, "export", hosts.getFirst());
            assertThat(exported.code()).isZero();
            var history = Files.writeString(folder.resolve("history.ndjson"), exported.out());
            assertThat(run(old, "verify", "--file", history.toString()).out()).contains("of 1 instances, 0 problems");
            var torn = exported.out().lines().toList();
            var missing = Files.write(folder.resolve("torn.ndjson"), torn.subList(1, torn.size()));
            var refused = run(old, "verify", "--file", missing.toString());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.out()).contains("line 1: it is entry", "entries are missing, or out of order");
        }
        // heard of by nobody while no generation lives
        stage.account().sim.world().terminateByHand(hosts.getFirst());
        var callsBefore = calls();
        await().atMost(SOON)
                .until(() -> run(old, "rebuild", "--to", "new").out().contains("folded"));
        assertThat(calls()).as("calls to AWS by the rebuild").isEqualTo(callsBefore);

        var again = run(old, "rebuild", "--to", "new");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("folded 0 records");

        var settings = new HashMap<>(stage.settings("old", "new-state"));
        settings.put("muster.kafka.application-id", "new");
        var rebuilt = run(settings, "verify");
        assertThat(rebuilt.out()).contains("6 instances", "0 differences");
        try (var running = OrchestratorApplication.start(settings)) {
            await().atMost(SOON)
                    .until(() -> stage.account()
                                    .sim
                                    .journal()
                                    .entries("record-deleted")
                                    .size()
                            == 1);
            assertThat(ran()).as("services started").isEqualTo(6);
            // its record goes before its name
            await().atMost(SOON)
                    .until(() -> instances(running).stream()
                                    .filter(host -> host.path("state").asText().equals("starting"))
                                    .count()
                            == 5);
            var newcomer = stage.account().sim.world().launchDirect(Account.GROUP);
            await().atMost(SOON).until(() -> ran() == 7);
            assertThat(get(running, "/instances/" + newcomer)
                            .path("summary")
                            .path("generation")
                            .asLong())
                    .isEqualTo(1);
            var beside = run(settings, "verify");
            assertThat(beside.out()).contains("7 instances", "0 differences");
        }
        await().atMost(SOON)
                .until(() -> run(old, "rebuild", "--to", "new").err().contains("has gone on by itself"));
        assertThatThrownBy(() -> OrchestratorApplication.start(old))
                .hasMessageContaining("is owned by the application 'new' (generation 2, since ")
                .hasMessageContaining("set muster.kafka.application-id to 'new'")
                .satisfies(
                        refused -> assertThat(StartFailure.of(refused).code()).isEqualTo(ExitCode.CONFIGURATION));
        assertThat(run(old, "rebuild", "--to", "third").err())
                .contains("is owned by the application 'new'", "orchestrator rebuild --from new --to third");
    }

    @Test
    void a_state_that_the_journal_does_not_tell_of_is_a_difference_with_both_sides() throws Exception {
        var settings = stage.settings("torn", "torn-state");
        settings.put("muster.topics.prefix", "torn-");
        try (var running = OrchestratorApplication.start(settings)) {
            var topics = Topics.defaults();
            stage.send("torn-" + topics.ec2Running(), "i-0123456789abcdef0", """
                    {"version":"0","id":"1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2",
                     "time":"2026-01-02T03:04:05Z","detail":{"instance-id":"i-0123456789abcdef0","state":"running"}}""".getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON)
                    .until(() -> get(running, "/instances/i-0123456789abcdef0").has("summary"));
        }
        // an entry that its application never decided
        var stranger = new JournalEntry(
                new InstanceId("i-0123456789abcdef1"),
                1,
                new Signal.Ec2StateChanged(
                        new Provenance(new InstanceId("i-0123456789abcdef1"), Instant.EPOCH, Instant.EPOCH, "made up"),
                        Ec2State.RUNNING),
                List.of(new InstanceEvent.Ec2StateSeen(Ec2State.RUNNING, Instant.EPOCH)));
        stage.send("torn-" + Topics.defaults().journal(), "i-0123456789abcdef1", Json.write(stranger));
        await().atMost(SOON).until(() -> run(settings, "verify").code() == 1);
        var verdict = run(settings, "verify");
        assertThat(verdict.out()).contains("i-0123456789abcdef1", "live     knows nothing of it", "1 differences");

        // a timer that only the store has: eight bytes of when, and what
        var timer = "i-0123456789abcdef0/deadline".getBytes(StandardCharsets.UTF_8);
        stage.send(
                "torn-timers-changelog",
                ByteBuffer.allocate(Long.BYTES + timer.length)
                        .putLong(1_700_000_000_000L)
                        .put(timer)
                        .array(),
                new byte[] {1});
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(run(settings, "verify").out())
                        .contains("the timer store has deadline, due at 2023-11-14T22:13:20Z, and the state does not")
                        .contains("2 differences"));

        try (var admin = Admin.create(Map.of("bootstrap.servers", stage.kafka().bootstrapServers()))) {
            var journal = "torn-" + Topics.defaults().journal();
            admin.deleteRecords(Map.of(
                            new TopicPartition(journal, 0), RecordsToDelete.beforeOffset(-1),
                            new TopicPartition(journal, 1), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
        assertThat(run(settings, "verify").out())
                .contains("i-0123456789abcdef0", "journal  knows nothing of it", "1 differences");
    }

    @Test
    void what_the_old_generation_does_between_two_looks_is_not_lost_and_the_published_states_are_refreshed()
            throws Exception {
        var settings = stage.settings("before", "before-state");
        settings.put("muster.topics.prefix", "between-");
        var topics = Topics.defaults();
        var first = new InstanceId("i-0123456789abcdef0");
        var second = new InstanceId("i-0123456789abcdef1");
        try (var running = OrchestratorApplication.start(settings)) {
            stage.send("between-" + topics.ec2Running(), first.value(), """
                    {"version":"0","id":"1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2",
                     "time":"2026-01-02T03:04:05Z","detail":{"instance-id":"i-0123456789abcdef0","state":"running"}}""".getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON).until(() -> get(running, "/instances/" + first).has("summary"));
        }
        // stale states that an older generation published and the journal does not contain
        var stale = Instance.unseen(new InstanceId("i-0123456789abcdef9"));
        stage.send("between-" + topics.instances(), stale.id().value(), Json.write(stale));
        stage.send("between-" + topics.instances(), first.value(), Json.write(Instance.unseen(first)));
        var signal =
                new Signal.Ec2StateChanged(new Provenance(second, Instant.EPOCH, Instant.EPOCH, "2"), Ec2State.RUNNING);
        var entry = new JournalEntry(
                second, 1, signal, List.of(new InstanceEvent.Ec2StateSeen(Ec2State.RUNNING, Instant.EPOCH)));
        // the progress is drawn while the journal is folded: then the old generation decides about another instance
        var once = new AtomicBoolean();
        var err = new PrintStream(
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void flush() {
                        if (once.compareAndSet(false, true)) {
                            stage.send("between-" + topics.journal(), second.value(), Json.write(entry));
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        await().atMost(SOON).until(() -> {
            OrchestratorCommand.run(
                    settings,
                    true,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    err,
                    "rebuild",
                    "--to",
                    "after");
            return out.toString(StandardCharsets.UTF_8).contains("folded");
        });
        assertThat(once).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("folded 2 records", "2 instances");
        var rebuilt = new HashMap<>(settings);
        rebuilt.put("muster.kafka.application-id", "after");
        assertThat(run(rebuilt, "verify").out()).contains("2 instances", "0 differences");
        assertThat(published("between-" + topics.instances()))
                .containsOnlyKeys(first, second)
                .allSatisfy((_, state) -> assertThat(state.sequence()).isEqualTo(1));
    }

    /** The newest state of each instance that a reader of the topic sees. */
    private Map<InstanceId, Instance> published(String topic) throws IOException {
        var states = new HashMap<InstanceId, Instance>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", stage.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var id = new InstanceId(new String(record.key(), StandardCharsets.UTF_8));
                    if (record.value() == null) {
                        states.remove(id);
                    } else {
                        states.put(id, Json.read(record.value(), Instance.class));
                    }
                }
            }
        }
        return states;
    }
}
