package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first start of all: several programs create the topics of an empty broker at the same time. */
@Timeout(180)
class FirstStartTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PROGRAMS = 3;

    /** The bridge does no more than this before it reads its queues. */
    private static void createTopics(Stage stage) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stage.kafka().bootstrapServers()))) {
            new TopicAdmin(admin, Duration.ofSeconds(30))
                    .createAndVerify(Topics.of(TopicSettings.defaults().withPartitions(2)));
        }
    }

    private static Running orchestrator(Stage stage, int number) {
        var settings = stage.settings("first", "state-" + number);
        settings.put("muster.kafka.instance-id", "orchestrator-" + number);
        return Running.started(settings);
    }

    @RepeatedTest(2)
    void programs_that_start_at_once_on_an_empty_broker_all_become_ready(@TempDir Path folder) throws Exception {
        try (var stage = new Stage(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var together = new CyclicBarrier(PROGRAMS);
            var bridge = threads.submit(() -> {
                together.await();
                createTopics(stage);
                return true;
            });
            var orchestrators = IntStream.range(1, PROGRAMS)
                    .mapToObj(number -> threads.submit((Callable<Running>) () -> {
                        together.await();
                        return orchestrator(stage, number);
                    }))
                    .toList();
            assertThat(bridge.get()).isTrue();
            readyThenClosed(orchestrators);
        }
    }

    private static void readyThenClosed(List<Future<Running>> orchestrators) throws Exception {
        for (var orchestrator : orchestrators) {
            try (var running = orchestrator.get()) {
                await().atMost(SOON).until(() -> running.readiness().isUp());
            }
        }
    }
}
