package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import muster.orchestrator.JournalOwner.Owner;
import muster.platform.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One application writes the journal, whoever else tries, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class JournalOwnerTest {
    private static final UnaryOperator<Optional<Owner>> FIRST = before -> {
        before.ifPresent(it -> {
            throw new IllegalStateException("owned by " + it.application());
        });
        return before;
    };

    private final EmbeddedKafka kafka = EmbeddedKafka.started();
    private final Map<String, Object> common = Map.of("bootstrap.servers", kafka.bootstrapServers());

    @AfterAll
    void close() {
        kafka.close();
    }

    private JournalOwner owner(String topic) {
        return new JournalOwner(
                topic,
                id -> new KafkaProducer<>(
                        JournalOwner.producer(common, id), new ByteArraySerializer(), new ByteArraySerializer()),
                () -> new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                Duration.ofSeconds(30),
                InstantSource.system());
    }

    private void create(String topic) throws Exception {
        try (var admin = Admin.create(common)) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(2), Optional.of((short) 1))))
                    .all()
                    .get();
        }
    }

    @Test
    void the_first_that_takes_it_keeps_it_until_it_is_handed_over() throws Exception {
        create("one");
        assertThat(owner("one").current()).isEmpty();
        assertThat(owner("one").take("a", false, FIRST).generation()).isEqualTo(1);
        assertThatThrownBy(() -> owner("one").take("b", false, FIRST)).hasMessage("owned by a");
        assertThat(owner("one").current()).map(Owner::application).contains("a");
        assertThat(owner("one").take("b", true, before -> before))
                .satisfies(owner -> assertThat(owner.generation()).isEqualTo(2))
                .satisfies(owner -> assertThat(owner.rebuilding()).isTrue());
        assertThat(owner("one").take("b", false, before -> before).generation()).isEqualTo(2);
        assertThat(owner("one").take("b", false, before -> before).rebuilding()).isFalse();
        assertThat(owner("one").current()).map(Owner::application).contains("b");
    }

    @Test
    void of_several_that_take_it_at_once_one_succeeds_and_the_others_see_it() throws Exception {
        for (int round = 0; round < 5; round++) {
            var topic = "round-" + round;
            create(topic);
            var together = new CyclicBarrier(4);
            var winners = new ConcurrentLinkedQueue<String>();
            var losers = new ConcurrentLinkedQueue<String>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var all = IntStream.range(0, 4)
                        .mapToObj(number -> threads.submit((Callable<Boolean>) () -> {
                            together.await();
                            try {
                                return winners.add(owner(topic)
                                        .take("app-" + number, false, FIRST)
                                        .application());
                            } catch (IllegalStateException refused) {
                                return losers.add(String.valueOf(refused.getMessage()));
                            }
                        }))
                        .toList();
                for (var one : all) {
                    assertThat(one.get()).isTrue();
                }
            }
            assertThat(winners).hasSize(1);
            assertThat(losers).hasSize(3).containsOnly("owned by " + winners.peek());
            assertThat(owner(topic).current()).map(Owner::application).contains(winners.peek());
        }
    }
}
