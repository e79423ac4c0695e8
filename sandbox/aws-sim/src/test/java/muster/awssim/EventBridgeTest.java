package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import muster.awssim.base.Json;
import muster.awssim.world.GroupSpec;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Rules and their delivery into a real queue, on the wall clock. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventBridgeTest {
    private static final String GROUP = "validators";
    private static final String STATE_CHANGES = """
            {"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],
             "detail":{"state":["running","terminated"]}}""";

    private SQSRestServer queues = startQueues();
    private AwsSim sim = start();
    private Clients clients = new Clients(sim.endpoint());
    private EventBridgeClient bus = clients.eventBridge();
    private SqsClient sqs = clients.sqs(endpoint());
    private String queue = "";

    private static SQSRestServer startQueues() {
        return SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    }

    private URI endpoint() {
        return URI.create(
                "http://127.0.0.1:" + queues.waitUntilStarted().localAddress().getPort());
    }

    private AwsSim start() {
        return AwsSim.start(SimConfig.defaults().withSqs(endpoint()));
    }

    @BeforeAll
    void a_group() {
        sim.world().createGroup(GroupSpec.named(GROUP));
    }

    @BeforeEach
    void a_queue() {
        queue = sqs.createQueue(request -> request.queueName("events")).queueUrl();
    }

    @AfterEach
    void no_queue() {
        sim.delivery().forgetOrders();
        sqs.deleteQueue(request -> request.queueUrl(queue));
    }

    @AfterAll
    void stop() {
        sqs.close();
        clients.close();
        sim.close();
        queues.stopAndWait();
    }

    @Test
    void an_event_that_matches_a_rule_reaches_its_queue_and_others_do_not() {
        rule("states", STATE_CHANGES);

        String id = sim.world().launchDirect(GROUP);

        JsonNode event = receive(1).getFirst();
        assertThat(event.path("detail").path("instance-id").asText()).isEqualTo(id);
        assertThat(event.path("detail").path("state").asText()).isEqualTo("running");
        assertThat(event.path("detail-type").asText()).isEqualTo("EC2 Instance State-change Notification");
    }

    @Test
    void an_event_can_be_ordered_to_come_twice_late_or_never() {
        rule("states", STATE_CHANGES);
        String twice = sim.world().launchDirect(GROUP);
        sim.delivery()
                .when(event -> event.isAbout(twice) && event.isState("running"))
                .twice();
        sim.delivery().when(event -> event.isState("terminated")).never();
        receive(2);
        String late = sim.world().launchDirect(GROUP);
        sim.delivery().when(event -> event.isAbout(late)).late(Duration.ofMillis(400));
        sim.world().terminateByHand(twice);

        assertThat(receive(1).getFirst().path("detail").path("instance-id").asText())
                .isEqualTo(late);
        assertThat(sim.journal().entries("event-emitted"))
                .filteredOn(line -> line.instance().equals(late))
                .extracting(line -> line.field("delayMillis").asLong())
                .last()
                .satisfies(delay -> assertThat(delay).isGreaterThanOrEqualTo(400));
        await().until(() -> sim.journal().entries("instance-state").stream()
                .anyMatch(line ->
                        line.instance().equals(twice) && line.text("state").equals("terminated")));
        assertThat(sim.journal().entries("event-emitted"))
                .filteredOn(line -> line.instance().equals(twice)
                        && line.field("deliveries").asInt() == 0)
                .hasSize(1);
    }

    @Test
    void events_wait_for_a_queue_that_is_not_there_yet() {
        rule("early", STATE_CHANGES, "arn:aws:sqs:us-east-1:111122223333:not-yet");
        sim.world().launchDirect(GROUP);
        await().until(() ->
                sim.journal().entries("instance-state").getLast().text("state").equals("running"));
        String late = sqs.createQueue(request -> request.queueName("not-yet")).queueUrl();

        assertThat(receive(late, 1)).hasSize(1);

        sqs.deleteQueue(request -> request.queueUrl(late));
        remove("early");
    }

    @Test
    void rules_and_targets_are_described_and_removed() {
        rule("states", STATE_CHANGES);

        assertThat(bus.describeRule(request -> request.name("states")).eventPattern())
                .contains("aws.ec2");
        assertThat(bus.listRules(request -> request.namePrefix("sta")).rules()).hasSize(1);
        assertThat(bus.listTargetsByRule(request -> request.rule("states")).targets())
                .extracting(Target::arn)
                .containsExactly("arn:aws:sqs:us-east-1:111122223333:events");
        assertThatThrownBy(() -> bus.deleteRule(request -> request.name("states")))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("Rule can't be deleted since it has targets");
        remove("states");
        assertThatThrownBy(() -> bus.describeRule(request -> request.name("states")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_pattern_that_cannot_be_matched_exactly_and_a_target_that_is_no_queue_are_refused() {
        assertThatThrownBy(() -> bus.putRule(request -> request.name("bad").eventPattern("{\"source\":\"aws.ec2\"}")))
                .isInstanceOf(InvalidEventPatternException.class);
        assertThatThrownBy(() -> bus.putRule(
                        request -> request.name("bad").eventPattern("{\"source\":[{\"prefix\":\"aws.\"}]}")))
                .isInstanceOf(InvalidEventPatternException.class);
        rule("states", STATE_CHANGES);
        assertThat(bus.putTargets(request -> request.rule("states")
                                .targets(Target.builder()
                                        .id("x")
                                        .arn("arn:aws:lambda:us-east-1:111122223333:function:f")
                                        .build()))
                        .failedEntryCount())
                .isEqualTo(1);
    }

    @Test
    void events_of_ones_own_are_delivered_but_nobody_speaks_as_aws() {
        rule("own", "{\"source\":[\"tests\"],\"detail\":{\"kind\":[\"a\"]}}");

        var result = bus.putEvents(request -> request.entries(
                entry("tests", "{\"kind\":\"a\"}"),
                entry("aws.ec2", "{}"),
                entry("tests", "{\"kind\":\"b\"}"),
                entry("tests", "[")));

        assertThat(result.failedEntryCount()).isEqualTo(2);
        assertThat(result.entries().get(1).errorCode()).isEqualTo("NotAuthorizedForSourceException");
        assertThat(result.entries().get(3).errorCode()).isEqualTo("MalformedDetail");
        JsonNode event = receive(1).getFirst();
        assertThat(event.path("detail").path("kind").asText()).isEqualTo("a");
        assertThat(event.path("id").asText())
                .isEqualTo(result.entries().getFirst().eventId());
        remove("own");
    }

    private static PutEventsRequestEntry entry(String source, String detail) {
        return PutEventsRequestEntry.builder()
                .source(source)
                .detailType("Test")
                .detail(detail)
                .build();
    }

    private void rule(String name, String pattern) {
        rule(name, pattern, "arn:aws:sqs:us-east-1:111122223333:events");
    }

    private void rule(String name, String pattern, String queueArn) {
        bus.putRule(request -> request.name(name).eventPattern(pattern));
        bus.putTargets(request -> request.rule(name)
                .targets(Target.builder().id("queue").arn(queueArn).build()));
    }

    private void remove(String name) {
        bus.removeTargets(request -> request.rule(name).ids("queue"));
        bus.deleteRule(request -> request.name(name));
    }

    private List<JsonNode> receive(int count) {
        return receive(queue, count);
    }

    private List<JsonNode> receive(String from, int count) {
        List<JsonNode> received = new CopyOnWriteArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (Message message : sqs.receiveMessage(
                            request -> request.queueUrl(from).waitTimeSeconds(1).maxNumberOfMessages(10))
                    .messages()) {
                received.add(Json.parse(message.body().getBytes(StandardCharsets.UTF_8)));
                sqs.deleteMessage(request -> request.queueUrl(from).receiptHandle(message.receiptHandle()));
            }
            return received.size() >= count;
        });
        assertThat(received).hasSize(count);
        return received;
    }
}
