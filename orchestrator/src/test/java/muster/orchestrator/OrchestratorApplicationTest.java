package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.events.SimEvent;
import muster.effects.aws.Account;
import muster.platform.EmbeddedKafka;
import muster.schemas.settings.StartFailure;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The orchestrator as it is started, on a real broker under exactly-once, with aws-sim behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class OrchestratorApplicationTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Path folder;
    private EmbeddedKafka kafka;
    private Account account;
    private Producer<byte[], byte[]> producer;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        kafka = EmbeddedKafka.started();
        account = new Account();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    void close() {
        producer.close();
        account.close();
        kafka.close();
    }

    @Test
    void a_launch_is_served_and_its_end_is_cleaned_up_by_a_process_that_has_lost_its_disk() throws Exception {
        account.sim.onEvent(this::forward);
        String instance;
        try (var first = OrchestratorApplication.start(settings("whole", "state-1"))) {
            await().atMost(SOON).until(() -> status(first, "/health/readiness") == 200);
            instance = account.sim.world().launchDirect(Account.GROUP);
            await().atMost(SOON)
                    .until(() -> account.sim.journal().entries("command-ran").size() == 1);
            await().atMost(SOON).until(() -> answered() == 1);
            assertThat(records()).isEqualTo(1);
        }
        account.sim.world().terminateByHand(instance);
        try (var second = OrchestratorApplication.start(settings("whole", "state-2"))) {
            await().atMost(SOON)
                    .until(() -> account.sim.journal().entries("record-deleted").size() == 1);
            await().atMost(SOON).until(() -> status(second, "/health/readiness") == 200);
            assertThat(records()).isZero();
            assertThat(account.sim.journal().entries("command-ran")).hasSize(1);
        }
    }

    @Test
    void a_topic_that_would_lose_records_stops_the_start_with_a_sentence() throws Exception {
        var journal = "unfit-" + Topics.defaults().journal();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(journal, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        var settings = settings("unfit", "state-3");
        settings.put("muster.topics.prefix", "unfit-");
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(refused ->
                        assertThat(StartFailure.of(refused).message()).contains(journal, "compact", "delete"));
    }

    @Test
    void a_lifecycle_with_a_mistake_stops_the_start_with_its_line_and_word() throws IOException {
        var file = Files.writeString(
                folder.resolve("mistaken.yaml"), validator().replace("[claim-hostname]", "[claim-hostnam]"));
        var settings = settings("wrong", "state-4");
        settings.put("muster.lifecycles.files", List.of(file.toString()));
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(
                        refused -> assertThat(StartFailure.of(refused).message())
                                .matches(
                                        "mistaken\\.yaml:\\d+:\\d+: unknown task 'claim-hostnam' \\(did you mean 'claim-hostname'\\?.*"));
    }

    @Test
    void a_cluster_that_does_not_answer_stops_the_start() {
        var settings = settings("away", "state-5");
        settings.put("muster.kafka.bootstrap-servers", "127.0.0.1:1");
        settings.put("muster.topics.timeout", "1s");
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(refused ->
                        assertThat(StartFailure.of(refused).message()).isNotBlank());
    }

    private Map<String, Object> settings(String application, String state) {
        var settings = new HashMap<String, Object>();
        settings.put("micronaut.server.port", -1);
        settings.put("muster.topics.partitions", 2);
        settings.put("muster.kafka.bootstrap-servers", kafka.bootstrapServers());
        settings.put("muster.kafka.application-id", application);
        settings.put("muster.kafka.state-dir", folder.resolve(state).toString());
        settings.put("muster.kafka.standbys", 0);
        settings.put("muster.kafka.instance-id", "only");
        settings.put("muster.lifecycles.files", List.of(lifecycle(application + ".yaml")));
        settings.put("muster.lifecycles.variables", Map.of("MUSTER_ZONE_ID", account.zone));
        settings.put("muster.aws.endpoint", account.sim.endpoint().toString());
        settings.put("muster.aws.access-key", "sandbox");
        settings.put("muster.aws.secret-key", "sandbox");
        return settings;
    }

    /** The shipped one, in the account's domain and with a short wait for the agent. */
    private String lifecycle(String name) {
        try {
            var yaml = validator()
                    .replace("xnet.blade.ethernal.private", "xnet.example")
                    .replace("agent: 5s", "agent: 1s");
            return Files.writeString(folder.resolve(name), yaml).toString();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static String validator() throws IOException {
        try (var shipped = OrchestratorApplicationTest.class.getResourceAsStream("/lifecycles/validator.yaml")) {
            assertThat(shipped).isNotNull();
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What rules, queue and bridge would do. */
    private void forward(SimEvent event) {
        var topics = Topics.defaults();
        String topic;
        if (event.isLaunchHook()) {
            topic = topics.launchSuccessful();
        } else if (event.isTerminateHook()) {
            topic = topics.terminating();
        } else if (event.source().equals("aws.ec2")) {
            topic = topics.ec2Running();
        } else {
            return;
        }
        var key = event.instance().orElseThrow().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, key, event.json().toString().getBytes(StandardCharsets.UTF_8)));
    }

    private long answered() {
        return account.sim.journal().entries("hook-answered").size();
    }

    private long records() {
        return account
                .clients
                .route53()
                .listResourceRecordSets(request -> request.hostedZoneId(account.zone))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.typeAsString().equals("A"))
                .count();
    }

    private static int status(ApplicationContext context, String path) throws IOException, InterruptedException {
        var server = context.getBean(EmbeddedServer.class).getURI();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server + path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
