package muster.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import muster.awssim.world.World;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.Json;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another tool that runs commands on the same hosts: whenever Muster sends one, an event of that tool's command comes, while
 * nobody can know Muster's id yet. It says that the command failed.
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
        try (var consumer = KafkaClients.consumer(stage.broker().bootstrapServers())) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            while (!stopping) {
                for (var record : consumer.poll(POLL)) {
                    if (Json.read(record.value(), EffectRequest.class).effect() instanceof Effect.SendCommand send) {
                        emit(send.target().instance().value());
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
