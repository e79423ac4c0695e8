package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import muster.platform.EmbeddedKafka;
import muster.stream.DrainedCommits;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of Kafka Streams that meet a topic before every broker knows it. */
@Timeout(60)
class FencedClientsTest {
    @Test
    void the_store_for_readers_waits_for_a_topic_that_a_broker_does_not_know_yet() throws Exception {
        try (var kafka = EmbeddedKafka.started();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var consumer = new FencedClients(new DrainedCommits(Duration.ofMillis(10), Duration.ofMillis(100)))
                        .getGlobalConsumer(Map.of(
                                "bootstrap.servers", kafka.bootstrapServers(), "allow.auto.create.topics", "false"))) {
            var partitions = threads.submit(() -> consumer.partitionsFor("late"));
            await().during(Duration.ofMillis(500)).until(() -> !partitions.isDone());
            admin.createTopics(List.of(new NewTopic("late", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
            assertThat(partitions.get()).hasSize(3);
        }
    }
}
