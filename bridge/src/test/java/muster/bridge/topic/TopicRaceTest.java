package muster.bridge.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import muster.platform.EmbeddedKafka;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.TestInstance;

/** Programs that start at once create the topics at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicRaceTest {
    private static final int PROGRAMS = 6;

    private final EmbeddedKafka kafka = EmbeddedKafka.started();

    @AfterAll
    void close() {
        kafka.close();
    }

    @RepeatedTest(20)
    void topics_that_several_programs_create_at_once_are_there_for_each(RepetitionInfo repetition) throws Exception {
        var topics =
                Topics.of(new TopicSettings("race" + repetition.getCurrentRepetition() + "-", Map.of(), 12, (short) 1));
        var together = new CyclicBarrier(PROGRAMS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var programs = IntStream.range(0, PROGRAMS)
                    .mapToObj(_ -> threads.submit((Callable<Boolean>) () -> {
                        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                            together.await();
                            new TopicAdmin(admin, Duration.ofSeconds(20)).createAndVerify(topics);
                            return true;
                        }
                    }))
                    .toList();
            for (var program : programs) {
                assertThat(program.get()).isTrue();
            }
        }
    }
}
