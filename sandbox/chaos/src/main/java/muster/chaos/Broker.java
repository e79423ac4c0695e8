package muster.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import muster.harness.JvmProgram;
import muster.harness.JvmProgram.Launch;
import muster.harness.Watch;
import muster.platform.KafkaNode;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka in a JVM of its own, which is killed and started again on its data. */
final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATA = "kafka";

    private final Launch launch;
    private final String bootstrap;
    private final Disturbances disturbances;
    private JvmProgram process;

    /**
     * @param data where its log lies
     * @param logs where it says what it does
     * @param disturbances where its absences are noted
     */
    Broker(Path data, Path logs, String agent, Disturbances disturbances) {
        this.disturbances = disturbances;
        int port = Program.freePort();
        int controller = Program.freePort();
        bootstrap = "127.0.0.1:" + port;
        launch = new Launch(
                "kafka",
                KafkaNode.class.getName(),
                List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", agent),
                Map.of("logback.configurationFile", "chaos-kafka-logback.xml"),
                List.of(data.resolve(DATA).toString(), String.valueOf(port), String.valueOf(controller)),
                logs.resolve("kafka.log"));
        process = JvmProgram.start(launch);
        awaitAnswer();
    }

    /** Of a broker that has ended. */
    static void keep(Path data, Path logs) {
        try {
            Files.move(data.resolve(DATA), logs.resolve("kafka-data"));
        } catch (IOException e) {
            LOG.warn("Kafka's data are not kept", e);
        }
    }

    String bootstrapServers() {
        return bootstrap;
    }

    /** SIGKILL; what it had acknowledged is in the page cache, and so on its disk for the next. */
    void kill() {
        disturbances.kafkaGone();
        process.kill();
    }

    void start() {
        process = JvmProgram.start(launch);
        awaitAnswer();
        disturbances.kafkaBack();
    }

    private void awaitAnswer() {
        if (!new Watch(PATIENCE).until(this::answers)) {
            throw new IllegalStateException("Kafka does not answer; see " + launch.log());
        }
    }

    private boolean answers() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000))) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
