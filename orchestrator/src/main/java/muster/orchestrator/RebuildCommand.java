package muster.orchestrator;

import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import muster.rebuild.ProgressBar;
import muster.rebuild.Rebuild;
import muster.rebuild.RebuildProgress;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator rebuild --to NAME}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description =
                "Makes a new generation of the application, its state the fold of the journal alone and its inputs"
                        + " carried over. Makes no call to AWS. Can be stopped and run again at any time.")
final class RebuildCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;
    private final boolean terminal;
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "NAME",
            description = "The application id of the new generation: what muster.kafka.application-id is set to next.")
    private String to = "";

    @Option(
            names = "--from",
            paramLabel = "NAME",
            description = "The application id of the old generation, which must have stopped."
                    + " By default muster.kafka.application-id.")
    private String from = "";

    RebuildCommand(Map<String, Object> overrides, boolean terminal, PrintStream out, PrintStream err) {
        this.overrides = overrides;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        try (var context = OrchestratorApplication.configured(overrides)) {
            var kafka = context.getBean(KafkaSettings.class);
            var old = from.isEmpty() ? kafka.applicationId() : from;
            if (old.equals(to)) {
                err.println("orchestrator: --to must be another name than that of the old generation, " + old);
                return 2;
            }
            context.getBean(TopicCheck.class).run();
            var owner = context.getBean(OwnerCheck.class);
            owner.requireOwner(old, to);
            context.getBean(EmbeddedServer.class).start();
            var adminConfig = new HashMap<String, Object>(kafka.properties());
            adminConfig.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
            var folder = scratch(kafka);
            try (var admin = Admin.create(adminConfig);
                    var producer = new KafkaProducer<>(
                            producer(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
                var rebuild = new Rebuild(
                        admin,
                        OrchestratorCommand.reading(context),
                        context.getBean(Topics.class),
                        context.getBean(RebuildProgress.class));
                var config = config(kafka, context.getBean(StoreMemory.class), folder);
                var bar = new ProgressBar(err, terminal);
                var before = rebuild.run(old, config, bar);
                owner.beginHandOver(old, to);
                // the old generation starts no more from here on; what it did until now is folded too
                var done = rebuild.run(old, config, bar);
                var states = rebuild.publish(to, producer);
                owner.handOver(old, to);
                out.println("folded " + (before.records() + done.records()) + " records of the journal into '" + to
                        + "', " + states + " instances; it goes on at "
                        + done.inputOffsets().entrySet().stream()
                                .map(topic -> topic.getKey() + " " + topic.getValue())
                                .collect(Collectors.joining(", ", "[", "]"))
                        + ". Start it with muster.kafka.application-id=" + to + "; '" + old
                        + "' does not start any more.");
                return 0;
            } finally {
                delete(folder);
            }
        }
    }

    /** As the program's own, but for its name and for a folder that nobody else has. */
    private Map<String, Object> config(KafkaSettings kafka, StoreMemory memory, Path folder) {
        var config = new HashMap<String, Object>();
        StreamsConfiguration.ofRebuild(kafka, memory).forEach((key, value) -> config.put(String.valueOf(key), value));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, to);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        return config;
    }

    private static Map<String, Object> producer(KafkaSettings kafka) {
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicAdmin.MAX_MESSAGE_BYTES);
        return config;
    }

    private static Path scratch(KafkaSettings kafka) {
        try {
            return Files.createTempDirectory(StateFolder.of(kafka), "rebuild-");
        } catch (IOException e) {
            throw new UncheckedIOException("muster.kafka.state-dir can't be written", e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
