package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.wire.Fault;
import muster.effects.aws.Account;
import muster.schemas.topic.Topics;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a running orchestrator answers to those who ask. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ApiTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Stage stage;
    private ApplicationContext context;
    private HttpClient http;
    private String served;

    private record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

    @BeforeAll
    void open(@TempDir Path folder) {
        stage = new Stage(folder);
        stage.connect();
        http = HttpClient.newHttpClient();
        var settings = new HashMap<>(stage.settings("api", "state"));
        settings.put(AtServerStartup.WANTED, true);
        context = OrchestratorApplication.start(settings);
        await().atMost(SOON).until(() -> get("/health/readiness").status() == 200);
        served = stage.account().sim.world().launchDirect(Account.GROUP);
        await().atMost(SOON)
                .until(() -> get("/instances/" + served)
                        .body()
                        .path("summary")
                        .path("state")
                        .asText()
                        .equals("starting"));
    }

    @AfterAll
    void close() {
        context.close();
        http.close();
        stage.close();
    }

    @AfterEach
    void calm() {
        stage.account().sim.faults().clear();
    }

    private Answer get(String path) throws IOException, InterruptedException {
        var uri = path.matches("/(health|prometheus)\\b.*")
                ? Running.management(context, path)
                : URI.create(context.getBean(EmbeddedServer.class).getURI() + path);
        var raw = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        var isJson = raw.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        return new Answer(raw.statusCode(), isJson ? JSON.readTree(raw.body()) : JSON.createObjectNode(), raw);
    }

    @Test
    void probes_are_answered_before_the_topology_starts_which_may_restore_for_long() {
        var first = context.getBean(AtServerStartup.class);
        assertThat(first.topology()).isEqualTo(KafkaStreams.State.CREATED);
        assertThat(first.liveness()).isEqualTo(HealthStatus.UP);
    }

    @Test
    void an_instance_is_shown_with_what_it_waits_for_in_one_sentence() throws Exception {
        var summary = get("/instances/" + served).body().path("summary");
        assertThat(summary.path("life").asText()).isEqualTo("active");
        assertThat(summary.path("group").asText()).isEqualTo(Account.GROUP);
        assertThat(summary.path("lifecycle").asText()).isEqualTo("validator");
        assertThat(summary.path("hostname").asText()).startsWith("validator-");
        assertThat(summary.path("waits").asText()).startsWith("waits for the end of start-service, command ");
        assertThat(summary.path("waitsFor").asText()).isEqualTo("command");
        assertThat(get("/instances/" + served)
                        .body()
                        .path("instance")
                        .path("id")
                        .asText())
                .isEqualTo(served);
    }

    @Test
    void instances_are_filtered_by_state_group_and_lifecycle_and_paged() throws Exception {
        var known = IntStream.range(0, 5)
                .mapToObj(_ -> stage.account().sim.world().launchDirect(Account.GROUP))
                .toList();
        await().atMost(SOON)
                .until(() ->
                        get("/instances?state=active").body().path("instances").size() > known.size());
        var first = get("/instances?limit=2").body();
        assertThat(first.path("instances")).hasSize(2);
        var second =
                get("/instances?limit=2&after=" + first.path("next").asText()).body();
        assertThat(second.path("instances")).hasSize(2);
        assertThat(second.path("instances").path(0).path("id").asText())
                .isGreaterThan(first.path("instances").path(1).path("id").asText());
        assertThat(get("/instances?limit=1000").body().path("next").isNull()).isTrue();
        var ofGroup = get("/instances?group=" + Account.GROUP + "&lifecycle=validator")
                .body()
                .path("instances");
        assertThat(ofGroup.findValuesAsText("id")).contains(served);
        assertThat(ofGroup.findValuesAsText("group")).containsOnly(Account.GROUP);
        assertThat(ofGroup.findValuesAsText("lifecycle")).containsOnly("validator");
        assertThat(get("/instances?group=nobody").body().path("instances")).isEmpty();
        assertThat(get("/instances?state=gone&lifecycle=validator").body().path("instances"))
                .isEmpty();
        await().atMost(SOON)
                .until(() ->
                        get("/instances?state=waiting").body().path("instances").size() > 0);
        assertThat(get("/instances?state=starting").body().path("instances").findValuesAsText("id"))
                .contains(served);
    }

    @Test
    void a_timeline_tells_each_signal_what_was_decided_and_each_call() throws Exception {
        var timeline = get("/instances/" + served + "/timeline").body();
        assertThat(timeline.path("complete").asBoolean()).isTrue();
        assertThat(timeline.path("waits").asText()).startsWith("waits for the end of start-service");
        assertThat(timeline.path("hooks").path(0).path("answer").asText()).startsWith("CONTINUE at ");
        var entries = timeline.path("entries");
        assertThat(entries.findValuesAsText("type")).contains("launch-hook-opened", "life-opened", "hostname-claimed");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(Instant.parse(entry.path("heard").asText())).isAfter(Instant.EPOCH);
            assertThat(entry.path("signal").path("type").asText()).isNotEmpty();
            assertThat(entry.path("decided")).isNotNull();
        });
        var calls = timeline.path("calls");
        assertThat(calls.findValuesAsText("kind"))
                .contains("describe-instance", "claim-hostname", "upsert-dns", "tag-instance", "complete-hook");
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.path("attempts").asInt()).isPositive();
            assertThat(call.path("awsCalls").asInt()).isPositive();
            assertThat(call.path("outcome").asText()).isNotEmpty();
        });
        assertThat(get("/instances/" + served + "/timeline?since="
                                + encoded(Instant.parse("2099-01-01T00:00:00Z").toString()))
                        .body()
                        .path("entries"))
                .isEmpty();
    }

    @Test
    void a_call_that_fails_is_in_the_timeline_with_its_attempts_and_its_error() throws Exception {
        stage.account().sim.faults().always(Fault.ACCESS_DENIED, "ec2", "CreateTags");
        var id = stage.account().sim.world().launchDirect(Account.GROUP);
        // a denial decides nothing: the launch waits, its hook stays open, and the same effect is asked for again
        await().atMost(SOON)
                .until(() ->
                        get("/instances/" + id + "/timeline").body().path("entries").findValuesAsText("type").stream()
                                        .filter("effect-blocked"::equals)
                                        .count()
                                > 1);
        var timeline = get("/instances/" + id + "/timeline").body();
        assertThat(timeline.path("entries").findValuesAsText("reason"))
                .anyMatch(reason -> reason.contains("the role may not ec2:CreateTags on " + id));
        assertThat(timeline.path("calls").findValuesAsText("error"))
                .anyMatch(error -> error.contains("the role may not ec2:CreateTags"));
        assertThat(timeline.path("entries").findValuesAsText("type")).doesNotContain("parked");
        assertThat(get("/instances/" + id).body().path("summary").path("waits").asText())
                .contains("the role may not ec2:CreateTags");
        stage.account().sim.faults().clear();
        await().atMost(SOON)
                .until(() -> get("/instances/" + id)
                        .body()
                        .path("summary")
                        .path("state")
                        .asText()
                        .equals("starting"));
    }

    @Test
    void names_are_shown_as_they_stand_in_the_table() throws Exception {
        stage.account()
                .clients
                .dynamoDb()
                .putItem(request -> request.tableName("Hostnames")
                        .item(Map.of(
                                "Hostname", AttributeValue.fromS("validator-999"),
                                "Exists", AttributeValue.fromBool(true))));
        var hostname = get("/instances/" + served)
                .body()
                .path("summary")
                .path("hostname")
                .asText();
        JsonNode held = JSON.createObjectNode();
        var after = "";
        var seen = 0;
        var takenOut = 0;
        do {
            var page = get("/hostnames?limit=100" + (after.isEmpty() ? "" : "&after=" + after))
                    .body();
            assertThat(page.path("pattern").asText()).isEqualTo("validator-%03d");
            var totals = page.path("totals");
            assertThat(Stream.of("free", "held", "resting", "taken-out")
                            .mapToInt(standing -> totals.path(standing).asInt(-1))
                            .sum())
                    .isEqualTo(page.path("hostnames").size());
            takenOut += totals.path("taken-out").asInt();
            for (var name : page.path("hostnames")) {
                seen++;
                held = name.path("hostname").asText().equals(hostname) ? name : held;
                if (name.path("hostname").asText().equals("validator-999")) {
                    assertThat(name.path("standing").asText()).isEqualTo("taken-out");
                }
            }
            after = page.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        assertThat(seen).isEqualTo(999);
        assertThat(takenOut).isEqualTo(1);
        assertThat(held.path("standing").asText()).isEqualTo("held");
        assertThat(held.path("owner").asText()).isEqualTo(served);
        assertThat(held.path("fqdn").asText()).isEqualTo(hostname + ".xnet.example");
    }

    @Test
    void a_parameter_that_nobody_reads_is_refused_by_name_with_those_that_are_known() throws Exception {
        assertThat(get("/instances?limit=2&sate=parked").status()).isEqualTo(400);
        assertThat(get("/instances?limit=2&sate=parked").body().path("problem").asText())
                .isEqualTo("unknown parameter 'sate'; known are after, group, lifecycle, limit, state");
        assertThat(get("/instances/" + served + "?limit=1")
                        .body()
                        .path("problem")
                        .asText())
                .isEqualTo("unknown parameter 'limit': there are none here");
        assertThat(get("/prometheus?limit=1").status()).isEqualTo(200);
        assertThat(get("/health/readiness?limit=1").status()).isEqualTo(200);
    }

    @Test
    void a_table_that_may_not_be_read_is_a_bad_gateway_with_action_and_resource() throws Exception {
        stage.account().sim.faults().always(Fault.ACCESS_DENIED, "dynamodb", "BatchGetItem");
        var answer = get("/hostnames?limit=1");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body().path("problem").asText())
                .contains("the role may not dynamodb:BatchGetItem on Hostnames");
    }

    @Test
    void dead_letters_are_shown_newest_first_with_reason_place_and_bytes() throws Exception {
        var topics = Topics.defaults();
        stage.send(topics.ec2Running(), "i-0123456789abcdef0", "first \u0007 poison".getBytes(StandardCharsets.UTF_8));
        await().atMost(SOON)
                .until(() -> get("/dead-letters").body().path("deadLetters").size() >= 1);
        stage.send(topics.ec2Running(), "i-0123456789abcdef1", new byte[] {(byte) 0xff, 0, 1});
        await().atMost(SOON)
                .until(() -> get("/dead-letters").body().path("deadLetters").size() >= 2);
        var page = get("/dead-letters?limit=2").body();
        assertThat(page.path("topic").asText()).isEqualTo(topics.deadLetters());
        assertThat(page.path("complete").asBoolean()).isTrue();
        var letters = page.path("deadLetters");
        assertThat(letters.path(0).path("base64").asText()).isEqualTo("/wAB");
        assertThat(letters.path(0).path("bytes").asInt()).isEqualTo(3);
        assertThat(letters.path(1).path("value").asText()).isEqualTo("first \u0007 poison");
        assertThat(letters.path(1).path("key").asText()).isEqualTo("i-0123456789abcdef0");
        assertThat(letters.path(1).path("reason").asText()).contains("not JSON");
        assertThat(letters.path(1).path("headers").path("muster_topic").asText())
                .isEqualTo(topics.ec2Running());
        assertThat(get("/dead-letters?limit=1").body().path("deadLetters")).hasSize(1);
    }

    @Test
    void the_restore_is_told_and_done() throws Exception {
        var restore = get("/restore").body();
        assertThat(restore.path("ready").asBoolean()).isTrue();
        assertThat(restore.path("percent").asInt()).isEqualTo(100);
        assertThat(get("/health/readiness").status()).isEqualTo(200);
        assertThat(get("/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void a_machine_without_a_hook_and_an_event_from_elsewhere_are_counted() throws Exception {
        var event = """
                {"version":"0","id":"%s","detail-type":"EC2 Instance Launch Successful","source":"aws.autoscaling",
                 "account":"111122223333","time":"2026-01-02T03:04:05Z","region":"%s","resources":[],
                 "detail":{"EC2InstanceId":"%s","AutoScalingGroupName":"%s","Origin":"EC2",
                           "Destination":"AutoScalingGroup","StatusCode":"InProgress"}}""";
        var unmanaged = "i-0aaaaaaaaaaaaaaa1";
        var topic = Topics.defaults().launchSuccessful();
        stage.send(topic, unmanaged, bytes(event.formatted("1", "us-east-1", unmanaged, Account.GROUP)));
        stage.send(topic, unmanaged, bytes(event.formatted("2", "eu-central-1", unmanaged, Account.GROUP)));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get("/prometheus").raw().body())
                        .contains("muster_instances_waiting{for=\"unmanaged\"} 1.0")
                        .contains("muster_records_elsewhere_total 1.0"));
        assertThat(get("/instances/" + unmanaged)
                        .body()
                        .path("summary")
                        .path("waits")
                        .asText())
                .contains("no launch hook of it was ever seen");
        assertThat(get("/dead-letters").raw().body())
                .contains("account 111122223333, region eu-central-1: this program acts upon");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_stands_where_is_counted_for_prometheus() throws Exception {
        await().atMost(SOON)
                .until(() -> get("/prometheus")
                        .raw()
                        .body()
                        .contains("muster_instances{lifecycle=\"validator\",state=\"starting\"}"));
        assertThat(get("/prometheus").raw().body())
                .contains("muster_instances_waiting{for=\"command\"}")
                .contains("muster_instances_waiting_longest_seconds{for=\"command\"}")
                .contains("muster_hostnames_held{lifecycle=\"validator\"}")
                .contains("muster_restore_percent 100.0")
                .contains("http_server_requests_seconds_count")
                .doesNotContain(served);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i-0123456789ABCDEF0",
                "i-0123456789abcdef0; reboot",
                "$(reboot)",
                "`reboot`",
                "i-0123456789abcdef0\n",
                "\u0000",
                "..",
                "ünstance",
                "i-0123456789abcdef01234567890123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void an_id_that_can_be_nobody_s_is_refused_with_a_sentence(String id) throws Exception {
        for (var path : new String[] {"", "/timeline"}) {
            var answer = get("/instances/" + encoded(id) + path);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("problem").asText())
                    .startsWith("id: instance id: ")
                    .matches("[\\x20-\\x7e]+");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/instances?limit=0",
                "/instances?limit=1001",
                "/instances?limit=-1",
                "/instances?limit=99999999999999999999",
                "/instances?limit=many",
                "/instances?after=nobody",
                "/instances?state=%00",
                "/instances?state=%0A",
                "/instances?group=",
                "/hostnames?limit=101",
                "/hostnames?after=web-001",
                "/hostnames?lifecycle=%24%28reboot%29",
                "/dead-letters?limit=501",
                "/dead-letters?limit=",
                "/instances?limit=1&limit=2"
            })
    void a_question_that_cannot_be_meant_is_refused_with_a_sentence(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("problem").asText()).isNotEmpty().matches("[\\x20-\\x7e]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-01-13T00:00:00Z; reboot",
                "1969-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void a_time_that_no_record_can_have_is_refused_with_a_sentence(String since) throws Exception {
        var answer = get("/instances/" + served + "/timeline?since=" + encoded(since));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("problem").asText()).startsWith("since: ").matches("[\\x20-\\x7e]+");
    }

    /** By hand: no client would send these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/instances?limit=%ZZ",
                "/instances?limit=%",
                "/instances/%ZZ",
                "/instances/%",
                "/instances/i-0123456789abcdef0%00/timeline",
                "/instances?state=%FF%FE"
            })
    void a_line_that_is_no_address_is_the_fault_of_whoever_sent_it(String path) throws Exception {
        var uri = context.getBean(EmbeddedServer.class).getURI();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: muster\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("Exception", "muster.");
        }
    }

    @Test
    void an_instance_that_nobody_has_heard_of_is_not_found() throws Exception {
        var answer = get("/instances/i-00000000000000000");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("problem").asText()).startsWith("nothing has been heard of instance i-0000");
        assertThat(get("/hostnames?lifecycle=other").status()).isEqualTo(404);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
