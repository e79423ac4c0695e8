package muster.bridge;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.naming.conventions.StringConvention;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import muster.bridge.sqs.QueueIntake;
import muster.bridge.topic.TopicCheck;
import muster.bridge.topic.TopicProperties;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.settings.KafkaSecurity;
import muster.service.Program;
import org.apache.kafka.clients.CommonClientConfigs;

/** The program: without arguments it reads the configured queues until it is stopped. */
public final class BridgeApplication {
    static final String NAME = "bridge";

    private static final String SERVERS = "kafka.bootstrap.servers";
    private static final String SECURITY = "kafka.*";

    private static final Program PROGRAM =
            new Program(BridgeApplication.class, NAME, Set.of("kafka", "aws", "effects", "lifecycles"));

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
        return PROGRAM.configured(overrides, (context, strangers) -> {
            refusePlaintext(context);
            return strangers;
        });
    }

    private static void refusePlaintext(ApplicationContext context) {
        var clients = context.getBean(KafkaDefaultConfiguration.class).getConfig();
        var properties = new HashMap<String, Object>();
        // what is given for one client alone goes before what is given for all
        properties.putAll(context.getEnvironment().getProperties("kafka", StringConvention.RAW));
        clients.forEach((name, value) -> properties.put(String.valueOf(name), value));
        new KafkaSecurity(SERVERS, SECURITY)
                .refusePlaintext(
                        clients.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, ""),
                        properties,
                        context.getBean(KafkaProperties.class).plaintextAllowed());
    }

    /** Says a failure in the words of whoever started the program. */
    static void checkTopics(ApplicationContext context) {
        var kafka = context.getBean(KafkaDefaultConfiguration.class).getConfig();
        new KafkaFailure(
                        kafka.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "?"),
                        SERVERS,
                        SECURITY,
                        context.getBean(TopicProperties.class).timeout())
                .explained(context.getBean(TopicCheck.class)::run);
    }
}
