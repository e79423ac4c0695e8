package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import muster.effects.aws.Account;
import muster.schemas.settings.StartFailure;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        stage = new Stage(temporary);
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void a_launch_is_served_and_its_end_is_cleaned_up_by_a_process_that_has_lost_its_disk() throws Exception {
        stage.connect();
        var account = stage.account();
        String instance;
        try (var first = OrchestratorApplication.start(stage.settings("whole", "state-1"))) {
            await().atMost(SOON).until(() -> status(first, "/health/readiness") == 200);
            instance = account.sim.world().launchDirect(Account.GROUP);
            await().atMost(SOON)
                    .until(() -> account.sim.journal().entries("command-ran").size() == 1);
            await().atMost(SOON).until(() -> answered() == 1);
            assertThat(records()).isEqualTo(1);
            var api = first.getBean(EmbeddedServer.class).getURI();
            assertThat(status(first, "/prometheus")).isEqualTo(200);
            assertThat(status(api.resolve("/instances"))).isEqualTo(200);
            assertThat(List.of(
                            status(api.resolve("/health/readiness")),
                            status(api.resolve("/prometheus")),
                            status(first, "/instances")))
                    .as("the other port")
                    .containsOnly(404);
        }
        account.sim.world().terminateByHand(instance);
        try (var second = OrchestratorApplication.start(stage.settings("whole", "state-2"))) {
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
        try (var admin = Admin.create(Map.of("bootstrap.servers", stage.kafka().bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(journal, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        var settings = stage.settings("unfit", "state-3");
        settings.put("muster.topics.prefix", "unfit-");
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(refused ->
                        assertThat(StartFailure.of(refused).message()).contains(journal, "compact", "delete"));
    }

    @Test
    void a_lifecycle_with_a_mistake_stops_the_start_with_its_line_and_word() throws IOException {
        var file = Files.writeString(
                folder.resolve("mistaken.yaml"), Stage.validator().replace("[claim-hostname]", "[claim-hostnam]"));
        var settings = stage.settings("wrong", "state-4");
        settings.put("muster.lifecycles.files", List.of(file.toString()));
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(
                        refused -> assertThat(StartFailure.of(refused).message())
                                .matches(
                                        "mistaken\\.yaml:\\d+:\\d+: unknown task 'claim-hostnam' \\(did you mean 'claim-hostname'\\?.*"));
    }

    @Test
    void a_cluster_that_does_not_answer_stops_the_start() {
        var settings = stage.settings("away", "state-5");
        settings.put("muster.kafka.bootstrap-servers", "127.0.0.1:1");
        settings.put("muster.topics.timeout", "1s");
        assertThatThrownBy(() -> OrchestratorApplication.start(settings))
                .satisfies(refused ->
                        assertThat(StartFailure.of(refused).message()).isNotBlank());
    }

    private long answered() {
        return stage.account().sim.journal().entries("hook-answered").size();
    }

    private long records() {
        return stage
                .account()
                .clients
                .route53()
                .listResourceRecordSets(request -> request.hostedZoneId(stage.account().zone))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.typeAsString().equals("A"))
                .count();
    }

    private static int status(ApplicationContext context, String path) throws IOException, InterruptedException {
        return status(Running.management(context, path));
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
