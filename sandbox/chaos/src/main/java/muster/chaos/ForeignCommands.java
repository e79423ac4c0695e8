package muster.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import muster.awssim.world.World;
import muster.harness.SimulatedAws;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.Json;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another tool that runs commands on the same hosts: whenever Muster sends one, an event of that tool's command comes, while
 * nobody can know Muster's id yet. It says that the command failed. By rule, queue and bridge an event takes longer than
 * SendCommand does; so another event goes straight to the topic, as a forwarder that is faster would put it there.
 */
final class ForeignCommands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignCommands.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Stage stage;
    private final World world;
    private final Thread thread = Thread.ofPlatform().name("foreign-commands").unstarted(this::run);
    private final Set<String> ids = Collections.synchronizedSet(new HashSet<>());
    private volatile boolean stopping;

    ForeignCommands(Stage stage) {
        this.stage = stage;
        this.world = stage.aws().world();
    }

    void start() {
        thread.start();
    }

    private void run() {
        String topic = stage.topics().effects();
        try (var consumer = KafkaClients.consumer(stage.broker().bootstrapServers());
                var producer = KafkaClients.producer(stage.broker().bootstrapServers())) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            while (!stopping) {
                for (var record : consumer.poll(POLL)) {
                    if (Json.read(record.value(), EffectRequest.class).effect() instanceof Effect.SendCommand send) {
                        String instance = send.target().instance().value();
                        emit(instance);
                        forward(instance, producer);
                    }
                }
            }
        } catch (KafkaException gone) {
            LOG.warn("no more foreign commands", gone);
        } catch (IOException unreadable) {
            throw new IllegalStateException("an effect that can't be read", unreadable);
        }
    }

    private void emit(String instance) {
        if (world.find(instance).isPresent()) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            world.commandEvent(instance, id, "AWS-RunPatchBaseline", "Failed");
        }
    }

    private void forward(String instance, Producer<byte[], byte[]> producer) {
        String id = UUID.randomUUID().toString();
        ids.add(id);
        String event = """
                {"version":"0","id":"%s","detail-type":"EC2 Command Invocation Status-change Notification",
                 "source":"aws.ssm","account":"%s","time":"%s","region":"%s",
                 "resources":["arn:aws:ec2:%4$s:%2$s:instance/%5$s"],
                 "detail":{"command-id":"%6$s","document-name":"AWS-RunPatchBaseline","instance-id":"%5$s",
                           "requested-date-time":"%3$s","status":"Failed"}}""".formatted(
                        UUID.randomUUID(),
                        SimulatedAws.ACCOUNT,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        SimulatedAws.REGION,
                        instance,
                        id);
        producer.send(new ProducerRecord<>(
                stage.topics().commandStatus(),
                instance.getBytes(StandardCharsets.UTF_8),
                event.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of the commands that never were Muster's. */
    Set<String> ids() {
        return Set.copyOf(ids);
    }

    void stop() {
        stopping = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
