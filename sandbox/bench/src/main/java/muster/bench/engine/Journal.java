package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import muster.orchestrator.StoreMemory;
import muster.orchestrator.StreamsConfiguration;
import muster.platform.EmbeddedKafka;
import muster.schemas.Json;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A journal of many whole lives, all alike but for their ids.
 *
 * @param name prefix of the topics
 */
record Journal(EmbeddedKafka kafka, String name) {

    String topic() {
        return Engine.topics(name).journal();
    }

    /** @return [entries] written */
    long write(int lives) {
        Engine.create(kafka, Engine.topics(name));
        var like = SampleLife.whole(Event.instance(0), Instant.now());
        var entries = like.journal().stream()
                .map(entry -> new String(Json.write(entry), StandardCharsets.UTF_8))
                .toList();
        var from = Event.instance(0).value().substring(2);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var entry : entries) {
                for (int i = 0; i < lives; i++) {
                    var id = Event.instance(i).value();
                    producer.send(new ProducerRecord<>(
                            topic(),
                            id.getBytes(StandardCharsets.UTF_8),
                            entry.replace(from, id.substring(2)).getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return (long) entries.size() * lives;
    }

    Properties configuration(String application, Path stateDir, StoreMemory memory) {
        return StreamsConfiguration.ofRebuild(
                Engine.settings(kafka.bootstrapServers(), application, stateDir, ""), memory);
    }
}
