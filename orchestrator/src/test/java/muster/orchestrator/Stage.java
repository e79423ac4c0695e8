package muster.orchestrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.events.SimEvent;
import muster.effects.aws.Account;
import muster.platform.EmbeddedKafka;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and an account for whole orchestrators, with the way from one to the other that rules and bridge would be. */
final class Stage implements AutoCloseable {
    private final Path folder;
    private final EmbeddedKafka kafka = EmbeddedKafka.started();
    private final Account account = new Account();
    private final Producer<byte[], byte[]> producer;

    Stage(Path folder) {
        this.folder = folder;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    Account account() {
        return account;
    }

    /** From here on events of aws-sim are on their topics. */
    void connect() {
        account.sim.onEvent(this::forward);
    }

    void send(String topic, String key, byte[] value) {
        send(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }

    void send(String topic, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value));
    }

    Map<String, Object> settings(String application, String state) {
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
    String lifecycle(String name) {
        try {
            var yaml = validator()
                    .replace("xnet.blade.ethernal.private", "xnet.example")
                    .replace("agent: 5s", "agent: 1s")
                    .replace("command: 30s", "command: 10m");
            return Files.writeString(folder.resolve(name), yaml).toString();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static String validator() throws IOException {
        try (var shipped = Stage.class.getResourceAsStream("/lifecycles/validator.yaml")) {
            if (shipped == null) {
                throw new IOException("validator.yaml does not ship");
            }
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

    @Override
    public void close() {
        producer.close();
        account.close();
        kafka.close();
    }
}
