package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import muster.awssim.base.Json;
import muster.awssim.base.Spread;
import muster.awssim.events.SimEvent;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandStatus;
import software.amazon.awssdk.services.ssm.model.DocumentAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.PingStatus;
import software.amazon.awssdk.services.ssm.model.SsmException;

class SsmTest extends SimTest {
    private static final String DOCUMENT = "Muster-StartService";

    private final SsmClient ssm = clients.ssm();

    @Test
    void a_document_is_created_once_and_described() {
        createDocument();

        assertThat(ssm.describeDocument(request -> request.name(DOCUMENT))
                        .document()
                        .name())
                .isEqualTo(DOCUMENT);
        assertThatThrownBy(this::createDocument).isInstanceOf(DocumentAlreadyExistsException.class);
        assertThatThrownBy(() -> ssm.describeDocument(request -> request.name("none")))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void an_agent_is_listed_only_once_it_has_registered() {
        world.createGroup(GroupSpec.named(GROUP).withAgentOnline(Spread.of(Duration.ofSeconds(30))));
        String id = world.launchDirect(GROUP);
        settle();
        assertThat(information(id)).isEmpty();

        clock.advance(Duration.ofSeconds(30));
        assertThat(information(id)).singleElement().satisfies(one -> {
            assertThat(one.pingStatus()).isEqualTo(PingStatus.ONLINE);
            assertThat(one.lastPingDateTime())
                    .isEqualTo(world.instance(id).lastPing().truncatedTo(ChronoUnit.MILLIS));
        });

        world.stop(id);
        assertThat(information(id))
                .singleElement()
                .satisfies(one -> assertThat(one.pingStatus()).isEqualTo(PingStatus.CONNECTION_LOST));
    }

    @Test
    void an_agent_that_never_registers_can_be_brought_online() {
        world.createGroup(GroupSpec.named(GROUP).withoutAgent());
        String id = world.launchDirect(GROUP);
        clock.advance(Duration.ofHours(1));
        assertThat(information(id)).isEmpty();

        world.agentOnline(id);

        assertThat(information(id)).hasSize(1);
    }

    @Test
    void agents_come_in_pages() {
        world.createGroup(GroupSpec.named(GROUP));
        IntStream.range(0, 12).forEach(_ -> world.launchDirect(GROUP));
        settle();

        assertThat(ssm.describeInstanceInformationPaginator(request -> request.maxResults(5)).stream()
                        .map(page -> page.instanceInformationList().size()))
                .containsExactly(5, 5, 2);
    }

    @Test
    void a_command_runs_on_its_host_and_ends_in_success() {
        String id = online();
        tag(id, "Hostname", "validator-001.example.internal");

        String command = send("effect-1", id);
        assertThat(status(command, id)).isEqualTo(CommandInvocationStatus.PENDING);
        settle();

        assertThat(status(command, id)).isEqualTo(CommandInvocationStatus.SUCCESS);
        assertThat(sim.journal().entries("command-ran")).singleElement().satisfies(line -> {
            assertThat(line.instance()).isEqualTo(id);
            assertThat(line.text("effectId")).isEqualTo("effect-1");
            assertThat(line.text("hostname")).isEqualTo("validator-001.example.internal");
            assertThat(line.field("ran").asBoolean()).isTrue();
        });
        assertThat(sim.journal().entries("command-sent").getFirst().text("comment"))
                .isEqualTo("effect-1");
        assertThat(ssm.listCommandInvocations(request -> request.commandId(command))
                        .commandInvocations())
                .singleElement()
                .satisfies(one -> assertThat(one.statusDetails()).isEqualTo("Success"));
    }

    @Test
    void the_status_events_have_the_instance_in_their_resources_only() {
        String id = online();
        String command = send("effect-1", id);
        settle();

        List<SimEvent> changes = events.stream()
                .filter(event -> event.detailType().equals("EC2 Command Status-change Notification"))
                .toList();

        assertThat(changes)
                .extracting(event -> event.detail().path("status").asText())
                .containsExactly("InProgress", "Success");
        JsonNode json = changes.getFirst().json();
        assertThat(json.path("resources").path(0).asText()).endsWith("instance/" + id);
        assertThat(json.path("detail").path("command-id").asText()).isEqualTo(command);
        assertThat(json.path("detail").has("instance-id")).isFalse();
        String parameters = json.path("detail").path("parameters").textValue();
        assertThat(Json.parse(parameters.getBytes(StandardCharsets.UTF_8))
                        .path("EffectId")
                        .path(0)
                        .asText())
                .isEqualTo("effect-1");
    }

    @Test
    void the_marker_of_an_effect_keeps_a_second_run_from_doing_anything_also_after_a_restart() {
        String id = online();
        send("effect-1", id);
        settle();
        world.stop(id);
        settle();
        world.start(id);
        settle();

        send("effect-1", id);
        send("effect-2", id);
        settle();

        assertThat(sim.journal().entries("command-ran"))
                .extracting(
                        line -> line.text("effectId") + " " + line.field("ran").asBoolean())
                .containsExactlyInAnyOrder("effect-1 true", "effect-1 false", "effect-2 true");
    }

    @Test
    void a_command_can_fail_on_order() {
        String id = online();
        world.failCommands(id, 1);

        String failed = send("effect-1", id);
        settle();
        String again = send("effect-1", id);
        settle();

        assertThat(status(failed, id)).isEqualTo(CommandInvocationStatus.FAILED);
        assertThat(status(again, id)).isEqualTo(CommandInvocationStatus.SUCCESS);
        assertThat(sim.journal().entries("command-ran")).hasSize(1);
    }

    @Test
    void a_host_that_stops_before_the_command_arrives_is_undeliverable() {
        String id = online();
        String command = send("effect-1", id);
        world.stop(id);
        settle();

        assertThat(ssm.getCommandInvocation(
                                request -> request.commandId(command).instanceId(id))
                        .statusDetails())
                .isEqualTo("Undeliverable");
        assertThat(sim.journal().entries("command-ran")).isEmpty();
    }

    @Test
    void commands_that_reached_their_host_are_listed_by_instance_and_time_with_their_comment() {
        String id = online();
        String other = world.launchDirect(GROUP);
        settle();
        String first = send("effect-1", id);
        clock.advance(Duration.ofMinutes(1));
        String second = send("effect-2", id);
        send("effect-3", other);
        clock.advance(Duration.ofMillis(8));

        assertThat(ssm.listCommands(request -> request.instanceId(id)).commands())
                .extracting(one -> one.commandId())
                .containsExactly(second, first);
        String after = Json.seconds(clock.instant().minusSeconds(1));
        assertThat(ssm.listCommands(request -> request.instanceId(id)
                                .filters(CommandFilter.builder()
                                        .key("InvokedAfter")
                                        .value(after)
                                        .build()))
                        .commands())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.comment()).isEqualTo("effect-2");
                    assertThat(one.status()).isEqualTo(CommandStatus.IN_PROGRESS);
                    assertThat(one.parameters()).containsEntry("EffectId", List.of("effect-2"));
                });
    }

    @Test
    void a_command_to_an_agent_that_is_not_online_or_of_no_document_is_refused() {
        createDocument();
        world.createGroup(GroupSpec.named(GROUP).withoutAgent());
        String id = world.launchDirect(GROUP);
        settle();

        assertThatThrownBy(() -> send("effect-1", id)).isInstanceOf(InvalidInstanceIdException.class);
        assertThatThrownBy(() ->
                        ssm.sendCommand(request -> request.documentName("none").instanceIds(id)))
                .isInstanceOf(InvalidDocumentException.class);
        assertThat(sim.journal().entries("command-sent")).isEmpty();
    }

    @Test
    void a_command_has_at_most_fifty_instances_and_a_comment_of_a_hundred_characters() {
        String id = online();

        assertThatThrownBy(() -> ssm.sendCommand(
                        request -> request.documentName(DOCUMENT).instanceIds(Collections.nCopies(51, id))))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("less than or equal to 50");
        assertThatThrownBy(() -> send("x".repeat(101), id)).hasMessageContaining("less than or equal to 100");
        assertThat(send("x".repeat(100), id)).isNotBlank();
    }

    @Test
    void a_page_has_at_most_fifty_and_of_instances_at_least_five() {
        assertThatThrownBy(() -> ssm.listCommands(request -> request.maxResults(51)))
                .hasMessageContaining("Value '51' at 'maxResults'")
                .hasMessageContaining("less than or equal to 50");
        assertThatThrownBy(() -> ssm.describeInstanceInformation(request -> request.maxResults(4)))
                .hasMessageContaining("greater than or equal to 5");
        assertThat(ssm.describeInstanceInformation(request -> request.maxResults(50))
                        .instanceInformationList())
                .isEmpty();
    }

    @Test
    void an_invocation_that_was_never_sent_does_not_exist() {
        String id = online();

        assertThatThrownBy(() -> status("00000000-0000-4000-8000-000000000000", id))
                .isInstanceOf(InvocationDoesNotExistException.class);
    }

    private void createDocument() {
        ssm.createDocument(request -> request.name(DOCUMENT)
                .content("{\"schemaVersion\":\"2.2\"}")
                .documentType("Command")
                .documentFormat("JSON"));
    }

    private String online() {
        createDocument();
        world.createGroup(GroupSpec.named(GROUP));
        String id = world.launchDirect(GROUP);
        settle();
        return id;
    }

    private String send(String effect, String instance) {
        return ssm.sendCommand(request -> request.documentName(DOCUMENT)
                        .comment(effect)
                        .instanceIds(instance)
                        .parameters(Map.of("EffectId", List.of(effect))))
                .command()
                .commandId();
    }

    private CommandInvocationStatus status(String command, String instance) {
        return ssm.getCommandInvocation(request -> request.commandId(command).instanceId(instance))
                .status();
    }

    private void tag(String id, String key, String value) {
        clients.ec2()
                .createTags(request -> request.resources(id)
                        .tags(Tag.builder().key(key).value(value).build()));
    }

    private List<InstanceInformation> information(String id) {
        return ssm.describeInstanceInformation(request -> request.filters(InstanceInformationStringFilter.builder()
                        .key("InstanceIds")
                        .values(id)
                        .build()))
                .instanceInformationList();
    }
}
