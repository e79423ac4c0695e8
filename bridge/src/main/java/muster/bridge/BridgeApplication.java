package muster.bridge;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import muster.bridge.sqs.QueueIntake;
import muster.bridge.topic.TopicCheck;
import muster.bridge.topic.TopicProperties;
import muster.schemas.settings.ConfigFiles;
import muster.schemas.settings.KafkaFailure;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.LoggerFactory;

/** The program: without arguments it reads the configured queues until it is stopped. */
public final class BridgeApplication {
    /** Says which of Muster's programs a context is for. */
    static final String PROGRAM = "muster.program";

    static final String NAME = "bridge";

    private static final String DEFAULTS = "bridge.yml";

    /** Of two sources that have a key, Micronaut takes the one with the higher order. */
    private static final int BELOW_ALL = Integer.MIN_VALUE;

    private static final int ABOVE_ALL = Integer.MAX_VALUE;

    private BridgeApplication() {}

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "bridge-logback.xml");
        }
        System.exit(BridgeCommand.run(Map.of(), System.out, System.err, arguments));
    }

    /**
     * Creates and verifies the topics, then starts the server and the queues.
     *
     * @param overrides configuration that goes before everything else, by its full names
     * @return close it to stop: what is in flight is finished first
     * @throws muster.schemas.topic.UnfitTopicsException where a topic would lose or misplace records
     * @throws RuntimeException where the configuration is wrong, or Kafka does not answer
     */
    public static ApplicationContext start(Map<String, Object> overrides) {
        var context = context(overrides);
        try {
            checkTopics(context);
            context.getBean(EmbeddedServer.class).start();
            context.getBean(QueueIntake.class).start();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** The beans without server and queues; nothing runs yet. */
    static ApplicationContext context(Map<String, Object> overrides) {
        var files = ConfigFiles.read(configFiles());
        var properties = new HashMap<>(overrides);
        properties.put(PROGRAM, NAME);
        var context = ApplicationContext.builder()
                .mainClass(BridgeApplication.class)
                .deduceEnvironment(false)
                .banner(false)
                .propertySources(defaults(), PropertySource.of("overrides", properties, ABOVE_ALL))
                .build();
        try {
            context.getEnvironment().start();
            ConfigurationCheck.ofKeys(context.getEnvironment(), files).forEach(BridgeApplication::warn);
            context.start();
            ConfigurationCheck.ofRanges(context);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** Says a failure in the words of whoever started the program. */
    static void checkTopics(ApplicationContext context) {
        var kafka = context.getBean(KafkaDefaultConfiguration.class).getConfig();
        new KafkaFailure(
                        kafka.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "?"),
                        "kafka.bootstrap.servers",
                        "kafka.*",
                        context.getBean(TopicProperties.class).timeout())
                .explained(context.getBean(TopicCheck.class)::run);
    }

    private static void warn(String stranger) {
        LoggerFactory.getLogger(BridgeApplication.class)
                .warn("{} is set, but nothing of the bridge reads it; the README lists what is read", stranger);
    }

    /** As the framework finds them. */
    private static String configFiles() {
        return Optional.ofNullable(System.getProperty("micronaut.config.files"))
                .or(() -> Optional.ofNullable(System.getenv("MICRONAUT_CONFIG_FILES")))
                .orElse("");
    }

    /**
     * The defaults have a file of their own name and not application.yml: where two programs share a class path, only one
     * file of that name would be read.
     */
    private static PropertySource defaults() {
        try (var stream = BridgeApplication.class.getResourceAsStream("/" + DEFAULTS)) {
            if (stream == null) {
                throw new IllegalStateException(DEFAULTS + " is not on the class path");
            }
            return PropertySource.of(
                    "bridge-defaults", new YamlPropertySourceLoader().read(DEFAULTS, stream), BELOW_ALL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
