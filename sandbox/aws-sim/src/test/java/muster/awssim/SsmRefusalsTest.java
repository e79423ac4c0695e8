package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import muster.awssim.events.SimEvent;
import muster.awssim.world.CommandStatus;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentContentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentVersionException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvalidParametersException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** What Run Command refuses, and what it shows late or not at all. */
class SsmRefusalsTest extends SimTest {
    private static final String DOCUMENT = "Muster-StartService";
    private static final String CONTENT = """
            schemaVersion: "2.2"
            parameters:
              EffectId:
                type: String
                allowedPattern: "^[a-z0-9-]{1,20}$"
              Mode:
                type: String
                default: fast
                allowedValues: [fast, slow]
              Hostname:
                type: String
                default: ""
            """;

    private final SsmClient ssm = clients.ssm();
    private String host = "";

    @BeforeEach
    void a_host_and_a_document() {
        ssm.createDocument(request -> request.name(DOCUMENT).content(CONTENT).documentFormat(DocumentFormat.YAML));
        world.createGroup(GroupSpec.named(GROUP));
        host = world.launchDirect(GROUP);
        settle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPPER", "two\nlines", "a;reboot", "123456789012345678901"})
    void a_parameter_that_does_not_match_the_allowed_pattern_is_refused(String value) {
        assertThatThrownBy(() -> send(Map.of("EffectId", List.of(value))))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("EffectId");
        assertThat(sim.journal().entries("command-sent")).isEmpty();
    }

    @Test
    void parameters_that_are_missing_unknown_or_not_allowed_are_refused() {
        assertThatThrownBy(() -> send(Map.of()))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("requires a value");
        assertThatThrownBy(() -> send(Map.of("EffectId", List.of("a"), "Other", List.of("b"))))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("Other");
        assertThatThrownBy(() -> send(Map.of("EffectId", List.of("a"), "Mode", List.of("slower"))))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("Mode");
        assertThat(send(Map.of("EffectId", List.of("a"), "Mode", List.of("slow"))))
                .isNotBlank();
    }

    @Test
    void another_version_or_hash_of_the_document_is_refused() {
        String hash = ssm.describeDocument(request -> request.name(DOCUMENT))
                .document()
                .hash();

        assertThatThrownBy(() -> send(request -> request.documentVersion("2")))
                .isInstanceOf(InvalidDocumentVersionException.class);
        assertThatThrownBy(() ->
                        send(request -> request.documentHash("0".repeat(64)).documentHashType("Sha256")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("does not match Sha256");
        assertThat(send(request ->
                        request.documentVersion("1").documentHash(hash).documentHashType("Sha256")))
                .isNotBlank();
        assertThat(send(request -> request.documentVersion("$DEFAULT"))).isNotBlank();
    }

    @Test
    void a_document_that_is_neither_json_nor_yaml_is_refused() {
        assertThatThrownBy(() ->
                        ssm.createDocument(request -> request.name("other").content("{\"a\": [")))
                .isInstanceOf(InvalidDocumentContentException.class);
    }

    @Test
    void a_delivery_has_at_least_thirty_seconds() {
        assertThatThrownBy(() -> send(request -> request.timeoutSeconds(29)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("'timeoutSeconds'")
                .hasMessageContaining("greater than or equal to 30");
        assertThat(send(request -> request.timeoutSeconds(30))).isNotBlank();
    }

    @Test
    void a_command_that_no_agent_picks_up_is_pending_until_its_delivery_times_out() {
        world.agentDeaf(host, true);
        String command = send(request -> request.timeoutSeconds(60));
        clock.advance(Duration.ofSeconds(59));
        assertThat(details(command)).isEqualTo("Pending");

        clock.advance(Duration.ofSeconds(2));

        assertThat(details(command)).isEqualTo("DeliveryTimedOut");
        assertThat(sim.journal().entries("command-ran")).isEmpty();
        world.agentDeaf(host, false);
        settle();
        assertThat(details(command)).isEqualTo("DeliveryTimedOut");
    }

    @Test
    void a_command_that_waits_is_picked_up_when_the_agent_comes_back() {
        String command = send(_ -> {});
        world.agentOffline(host);
        settle();
        assertThat(details(command)).isEqualTo("Pending");
        assertThatThrownBy(() -> send(_ -> {})).isInstanceOf(InvalidInstanceIdException.class);

        world.agentOnline(host);
        settle();

        assertThat(details(command)).isEqualTo("Success");
    }

    @Test
    void a_pending_command_is_not_in_the_list_of_its_host() {
        world.agentDeaf(host, true);
        String command = send(_ -> {});
        settle();

        assertThat(ssm.listCommands(request -> request.instanceId(host)).commands())
                .isEmpty();
        assertThat(listed("DocumentName", DOCUMENT)).containsExactly(command);
        assertThat(listed("Status", "Pending")).containsExactly(command);
        assertThat(listed("Status", "Success")).isEmpty();
        assertThat(listed("DocumentName", "other")).isEmpty();
        assertThatThrownBy(() ->
                        ssm.listCommands(request -> request.instanceId(host).filters(filter("Status", "Pending"))))
                .isInstanceOf(SsmException.class);
        world.agentDeaf(host, false);
        settle();
        assertThat(ssm.listCommands(request -> request.instanceId(host)).commands())
                .hasSize(1);
    }

    @Test
    void a_fresh_command_is_listed_and_known_only_after_the_lags() {
        world.use(world.lags().withListCommands(Duration.ofSeconds(30)).withCommandInvocations(Duration.ofSeconds(10)));
        String command = send(_ -> {});
        settle();
        assertThatThrownBy(() -> details(command)).isInstanceOf(InvocationDoesNotExistException.class);

        clock.advance(Duration.ofSeconds(6));
        assertThat(details(command)).isEqualTo("Success");
        assertThat(listed("DocumentName", DOCUMENT)).isEmpty();
        clock.advance(Duration.ofSeconds(20));

        assertThat(listed("DocumentName", DOCUMENT)).containsExactly(command);
    }

    @Test
    void commands_can_end_in_each_way_on_order() {
        for (CommandStatus status : List.of(
                CommandStatus.CANCELLED, CommandStatus.TERMINATED, CommandStatus.TIMED_OUT, CommandStatus.FAILED)) {
            world.endCommands(host, status, 1);
            String command = send(_ -> {});
            settle();
            assertThat(details(command)).isEqualTo(status.details());
        }
        assertThat(sim.journal().entries("command-ran")).isEmpty();
    }

    @Test
    void the_events_of_another_tools_command_name_an_instance_or_a_hybrid_host() {
        world.commandEvent("mi-0123456789abcdef0", "c-1", "AWS-RunShellScript", "Success");

        assertThat(events)
                .filteredOn(event -> event.source().equals("aws.ssm"))
                .extracting(SimEvent::detailType)
                .containsExactly(
                        "EC2 Command Invocation Status-change Notification", "EC2 Command Status-change Notification");
        assertThat(events.getLast().resources())
                .containsExactly("arn:aws:ssm:us-east-1:111122223333:managed-instance/mi-0123456789abcdef0");
        assertThat(events.getLast().detail().path("status").asText()).isEqualTo("Success");
    }

    @Test
    void the_host_starts_under_the_tag_that_its_metadata_has_by_then() {
        tag("old");
        world.use(world.lags().withMetadataTags(Duration.ofSeconds(20)));
        tag("new");
        send(_ -> {});
        settle();
        clock.advance(Duration.ofSeconds(20));
        send(_ -> {});
        settle();

        assertThat(sim.journal().entries("command-ran"))
                .extracting(line -> line.text("hostname") + " " + line.text("hostnameFrom"))
                .containsExactly("old metadata", "new metadata");
        assertThat(world.instance(host).tags()).containsEntry("Hostname", "new");
    }

    @Test
    void the_host_starts_under_the_parameter_where_there_is_one() {
        tag("old");
        send(request -> request.parameters(
                Map.of("EffectId", List.of("effect-1"), "Hostname", List.of("new.example.internal"))));
        settle();

        assertThat(sim.journal().entries("command-ran"))
                .extracting(line -> line.text("hostname") + " " + line.text("hostnameFrom"))
                .containsExactly("new.example.internal parameter");
    }

    private void tag(String hostname) {
        clients.ec2()
                .createTags(request ->
                        request.resources(host).tags(tag -> tag.key("Hostname").value(hostname)));
    }

    private String send(Map<String, List<String>> parameters) {
        return send(request -> request.parameters(parameters));
    }

    private String send(Consumer<SendCommandRequest.Builder> more) {
        return ssm.sendCommand(request -> {
                    request.documentName(DOCUMENT)
                            .instanceIds(host)
                            .parameters(Map.of("EffectId", List.of("effect-1")));
                    more.accept(request);
                })
                .command()
                .commandId();
    }

    private String details(String command) {
        return ssm.getCommandInvocation(request -> request.commandId(command).instanceId(host))
                .statusDetails();
    }

    private List<String> listed(String key, String value) {
        return ssm.listCommands(request -> request.filters(filter(key, value))).commands().stream()
                .map(one -> one.commandId())
                .toList();
    }

    private static CommandFilter filter(String key, String value) {
        return CommandFilter.builder().key(key).value(value).build();
    }
}
