package muster.orchestrator;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import muster.orchestrator.JournalOwner.Owner;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.settings.StartException;
import muster.schemas.topic.Topics;
import muster.stream.TopicReading;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Refuses to start an application that does not own the journal. Under another application id the program would begin with empty
 * stores, decide about machines that it knows nothing of, and write a second history of them into the same journal.
 */
@Singleton
final class OwnerCheck {
    private final KafkaSettings kafka;
    private final TopicProperties properties;
    private final Topics topics;
    private final TopicReading reading;
    private final JournalOwner owner;

    OwnerCheck(
            KafkaSettings kafka, TopicProperties properties, Topics topics, TopicReading reading, InstantSource clock) {
        this.kafka = kafka;
        this.properties = properties;
        this.topics = topics;
        this.reading = reading;
        this.owner = new JournalOwner(
                topics.owner(),
                id -> new KafkaProducer<>(producer(id), new ByteArraySerializer(), new ByteArraySerializer()),
                () -> new KafkaConsumer<>(consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties.timeout(),
                clock);
    }

    /**
     * Before the topology starts. The first application of all becomes the owner.
     *
     * @throws StartException where another application is the owner, or this one is new and the journal is not
     */
    void run() {
        explained(() -> {
            var application = kafka.applicationId();
            var current = owner.current();
            current.ifPresent(it -> refuse(it, application));
            if (current.isEmpty()) {
                var _ = owner.take(application, false, before -> {
                    before.ifPresentOrElse(it -> refuse(it, application), () -> refuseIfNew(application));
                    return before;
                });
            }
        });
    }

    /**
     * Before a rebuild folds anything.
     *
     * @throws StartException where the owner is neither the old nor the new application
     */
    void requireOwner(String from, String to) {
        explained(() -> owner.current().ifPresent(it -> refuse(it, from, to)));
    }

    /** From here on the old application does not start any more, and the new one not yet. */
    void beginHandOver(String from, String to) {
        take(from, to, true);
    }

    /** At the end of a rebuild: the new application may start. */
    void handOver(String from, String to) {
        take(from, to, false);
    }

    private void take(String from, String to, boolean rebuilding) {
        explained(() -> {
            var _ = owner.take(to, rebuilding, before -> {
                before.ifPresent(it -> refuse(it, from, to));
                return before;
            });
        });
    }

    private void refuse(Owner current, String application) {
        if (current.application().equals(application) && current.rebuilding()) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "the state of the application " + current
                            + " is still being rebuilt: let 'orchestrator rebuild --to " + application
                            + "' end, or run it again where it was stopped");
        }
        if (!current.application().equals(application)) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "the journal '" + topics.journal() + "' is owned by the application " + current
                            + ", and this is '" + application + "', which would write a second history into it: set"
                            + " muster.kafka.application-id to '" + current.application()
                            + "', or run 'orchestrator rebuild --from " + current.application() + " --to "
                            + application + "'");
        }
    }

    private void refuse(Owner current, String from, String to) {
        if (!current.application().equals(from) && !current.application().equals(to)) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "the journal '" + topics.journal() + "' is owned by the application " + current + ", not by '"
                            + from + "': run 'orchestrator rebuild --from " + current.application() + " --to " + to
                            + "'");
        }
    }

    /** A journal that is older than the record of its owner. */
    private void refuseIfNew(String application) {
        if (hasEntries() && !hasRead(application)) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "the journal '" + topics.journal() + "' has entries, and the application '" + application
                            + "' has never read its inputs: correct muster.kafka.application-id, or run"
                            + " 'orchestrator rebuild --from NAME --to " + application
                            + "' with the name of the application that wrote them");
        }
    }

    private boolean hasEntries() {
        return !reading.lastOffsets(topics.journal()).isEmpty();
    }

    private boolean hasRead(String application) {
        try (var admin = Admin.create(common())) {
            return !admin.listConsumerGroupOffsets(application)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty();
        } catch (ExecutionException refused) {
            throw new KafkaException("could not read offsets of " + application, refused.getCause());
        } catch (InterruptedException stopped) {
            throw new InterruptException(stopped);
        }
    }

    private void explained(Runnable check) {
        new KafkaFailure(
                        kafka.bootstrapServers(),
                        "muster.kafka.bootstrap-servers",
                        "muster.kafka.properties",
                        properties.timeout())
                .explained(check);
    }

    private Map<String, Object> common() {
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, kafka.applicationId() + "-owner");
        return config;
    }

    private Map<String, Object> consumer() {
        var config = common();
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis());
        return config;
    }

    private Map<String, Object> producer(String transactionalId) {
        var config = JournalOwner.producer(common(), transactionalId);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis());
        return config;
    }

    private int timeoutMillis() {
        return Math.toIntExact(properties.timeout().toMillis());
    }
}
