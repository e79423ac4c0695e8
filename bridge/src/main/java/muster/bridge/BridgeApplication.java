package muster.bridge;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
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
        return PROGRAM.configured(overrides, new Program.Check() {
            @Override
            public void beforeBeans(Environment environment) {
                refusePlaintext(environment);
            }

            @Override
            public List<String> of(ApplicationContext context, List<String> strangers) {
                return strangers;
            }
        });
    }

    /** The producer connects as soon as it is made. */
    private static void refusePlaintext(Environment environment) {
        new KafkaSecurity(SERVERS, SECURITY)
                .refusePlaintext(
                        environment.getProperty(SERVERS, String.class).orElse(""),
                        // as the clients' own configuration is read
                        environment.getProperties("kafka"),
                        environment
                                .getProperty(KafkaSecurity.ALLOWED, Boolean.class)
                                .orElse(false));
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
