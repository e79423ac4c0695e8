package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import muster.awssim.base.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verbs that somebody with curl has. */
class ControlApiTest extends SimTest {
    private static final String GROUP_BODY = """
            {"name":"validators","warmPool":"Stopped","launchHook":{"name":"launching","timeoutMillis":60000},
             "terminateHook":{"name":"terminating","defaultResult":"CONTINUE"},"bootMillis":[5,5],"agentOnlineMillis":[1,2]}""";

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void a_group_is_made_and_instances_are_launched_promoted_and_ended() throws Exception {
        assertThat(ask("POST", "groups", GROUP_BODY).path("group").asText()).isEqualTo(GROUP);
        JsonNode launched = ask("POST", "groups/validators/launch-into-pool", "{\"count\":2}");
        String id = launched.path("instances").path(0).asText();
        settle();
        clients.autoScaling()
                .completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(LAUNCH_HOOK)
                        .instanceId(id)
                        .lifecycleActionResult("CONTINUE"));
        settle();

        ask("POST", "instances/" + id + "/promote", "");
        settle();
        assertThat(instance(id).path("lifecycle").asText()).isEqualTo("Pending:Wait");
        assertThat(instance(id).path("agentOnline").asBoolean()).isTrue();
        ask("POST", "instances/" + id + "/terminate-by-hand", "");
        settle();

        assertThat(instance(id).path("state").asText()).isEqualTo("terminated");
        assertThat(ask("GET", "instances", "")).hasSize(2);
    }

    @Test
    void a_machine_is_put_into_standby_detached_attached_and_loses_its_root_volume() throws Exception {
        ask("POST", "groups", "{\"name\":\"validators\",\"addresses\":\"IPV6_ONLY\",\"retainAbandoned\":true}");
        String id = ask("POST", "groups/validators/launch", "")
                .path("instances")
                .path(0)
                .asText();
        settle();
        assertThat(instance(id).path("ipv6").asText()).startsWith("2001:db8::");
        for (String verb : List.of(
                "enter-standby", "exit-standby", "replace-root-volume", "agent-deaf", "agent-hearing", "detach")) {
            ask("POST", "instances/" + id + "/" + verb, "");
            settle();
        }
        assertThat(instance(id).has("lifecycle")).isFalse();

        ask("POST", "instances/" + id + "/attach", "{\"group\":\"validators\"}");
        settle();

        assertThat(instance(id).path("lifecycle").asText()).isEqualTo("InService");
        ask("POST", "groups/validators/refresh-root-volumes", "{\"checkpoints\":[100]}");
        settle();
        assertThat(sim.journal().entries("instance-refresh"))
                .extracting(line -> line.text("status"))
                .containsExactly("Started", "Checkpoint Reached", "Succeeded");
        assertThat(send("DELETE", "groups/validators", "").statusCode()).isEqualTo(400);
        ask("DELETE", "groups/validators?force=true", "");
        settle();
        assertThat(instance(id).path("state").asText()).isEqualTo("terminated");
    }

    @Test
    void several_hooks_lags_and_command_events_are_ordered() throws Exception {
        ask("POST", "groups", "{\"name\":\"validators\",\"launchHooks\":[{\"name\":\"one\"},{\"name\":\"two\"}]}");
        world.launchDirect(GROUP);
        settle();
        assertThat(sim.journal().entries("hook-opened")).hasSize(2);

        ask("POST", "lags", "{\"metadataTagsMillis\":2000}");
        assertThat(ask("POST", "lags", "{\"listCommandsMillis\":3000}").toString())
                .isEqualTo("{\"metadataTagsMillis\":2000,\"listCommandsMillis\":3000,\"commandInvocationsMillis\":0}");
        assertThat(ask("DELETE", "lags", "").path("metadataTagsMillis").asInt(-1))
                .isZero();

        ask(
                "POST",
                "command-events",
                "{\"host\":\"mi-0123456789abcdef0\",\"commandId\":\"c-1\",\"document\":\"d\",\"status\":\"Success\"}");
        assertThat(events.getLast().detail().path("command-id").asText()).isEqualTo("c-1");
    }

    @Test
    void the_journal_is_downloaded_line_by_line_and_from_any_place_on() throws Exception {
        ask("POST", "groups", GROUP_BODY);
        ask("POST", "groups/validators/launch", "");
        settle();

        List<String> all = send("GET", "journal", "").body().lines().toList();
        List<String> rest = send("GET", "journal?after=1", "").body().lines().toList();

        assertThat(all).hasSameSizeAs(sim.journal().entries());
        assertThat(rest).isEqualTo(all.subList(1, all.size()));
        JsonNode first = Json.parse(all.getFirst().getBytes(StandardCharsets.UTF_8));
        assertThat(first.properties())
                .extracting(field -> field.getKey())
                .startsWith("seq", "at", "account", "region", "kind", "group");
        assertThat(first.path("at").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
    }

    @Test
    void faults_are_ordered_counted_and_ended() throws Exception {
        ask(
                "POST",
                "faults",
                "{\"fault\":\"THROTTLE\",\"service\":\"ec2\",\"action\":\"DescribeInstances\",\"onNext\":1}");
        assertThat(catchThrowable(() -> clients.ec2().describeInstances()))
                .hasMessageContaining("Request limit exceeded");
        ask("POST", "faults", "{\"fault\":\"ERROR_5XX\",\"service\":\"*\"}");

        ask("DELETE", "faults", "");
        clients.ec2().describeInstances();

        assertThat(ask("GET", "faults", "").path("fired").path("throttle").asInt())
                .isEqualTo(1);
    }

    @Test
    void quotas_are_put_in_force_shown_and_lifted() throws Exception {
        assertThat(ask("GET", "quotas", "")).isEmpty();
        assertThat(ask("POST", "quotas", "{\"scale\":0.02}").valueStream())
                .anySatisfy(
                        row -> assertThat(row.toString())
                                .isEqualTo(
                                        "{\"service\":\"ec2\",\"action\":\"CreateTags\",\"counts\":\"REQUESTS\","
                                                + "\"per\":\"REGION\",\"burst\":2.0,\"refillPerSecond\":0.2,\"origin\":\"PUBLISHED\"}"));
        clients.ec2().describeInstances();
        assertThat(catchThrowable(() -> clients.ec2().describeInstances()))
                .hasMessageContaining("Request limit exceeded");

        assertThat(ask("DELETE", "quotas", "")).isEmpty();
        clients.ec2().describeInstances();
        assertThat(send("POST", "quotas", "{\"scale\":0}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "quotas", "{\"scale\":\"much\"}").body()).contains("scale is not a number");
    }

    @Test
    void latencies_are_put_in_force_shown_and_lifted() throws Exception {
        assertThat(ask("GET", "latencies", "")).isEmpty();
        assertThat(ask("POST", "latencies", "{\"scale\":2}").valueStream())
                .anySatisfy(row -> assertThat(row.toString())
                        .isEqualTo("{\"service\":\"ssm\",\"action\":\"SendCommand\",\"millis\":[40.0,120.0]}"));

        assertThat(ask("DELETE", "latencies", "")).isEmpty();
        clients.ec2().describeInstances();
        assertThat(send("POST", "latencies", "{\"scale\":-1}").statusCode()).isEqualTo(400);
    }

    @Test
    void what_cannot_be_done_is_said() throws Exception {
        assertThat(send("POST", "groups", "{}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "groups", "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", "groups/none/launch", "").body()).contains("no such group: none");
        assertThat(send("POST", "instances/i-1/promote", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "nothing", "").statusCode()).isEqualTo(404);
        ask("POST", "groups", GROUP_BODY);
        String id = world.launchDirect(GROUP);
        HttpResponse<String> conflict = send("POST", "instances/" + id + "/promote", "");
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.body()).contains("not at rest in a warm pool");
    }

    @Test
    void a_call_without_a_signature_is_refused() throws Exception {
        HttpRequest unsigned = HttpRequest.newBuilder(sim.endpoint()).build();

        assertThat(http.send(unsigned, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(403);
    }

    private JsonNode instance(String id) throws Exception {
        return ask("GET", "instances", "")
                .valueStream()
                .filter(one -> one.path("instance").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create(sim.endpoint() + "/_sim/" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
