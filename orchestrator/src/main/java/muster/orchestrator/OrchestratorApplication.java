package muster.orchestrator;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import muster.lifecycle.Lifecycles;
import muster.schemas.settings.ConfigFiles;
import org.slf4j.LoggerFactory;

/** The program: reads the lifecycles, checks the topics, then runs the topology and the effects until it is stopped. */
public final class OrchestratorApplication {
    /** Says which of Muster's programs a context is for. */
    static final String PROGRAM = "muster.program";

    static final String NAME = "orchestrator";

    private static final String DEFAULTS = "orchestrator.yml";

    /** Of two sources that have a key, Micronaut takes the one with the higher order. */
    private static final int BELOW_ALL = Integer.MIN_VALUE;

    private static final int ABOVE_ALL = Integer.MAX_VALUE;

    private OrchestratorApplication() {}

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "orchestrator-logback.xml");
        }
        var terminal = System.console() != null && System.console().isTerminal();
        System.exit(OrchestratorCommand.run(Map.of(), terminal, System.out, System.err, arguments));
    }

    /**
     * @param overrides configuration that goes before everything else, by its full names
     * @return close it to stop: effects that are under way are finished first
     * @throws RuntimeException where a lifecycle, a topic or the configuration is wrong, or Kafka does not answer
     */
    public static ApplicationContext start(Map<String, Object> overrides) {
        var context = configured(overrides);
        try {
            context.getBean(TopicCheck.class).run();
            context.getBean(AccountWatch.class).start();
            // before the topology, whose start waits for the store of all instances: probes and people ask meanwhile
            context.getBean(EmbeddedServer.class).start();
            context.getBean(StreamsRuntime.class).start();
            context.getBean(EffectRuntime.class).start();
            context.getBean(InstanceMeters.class).start();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** All that is configured, checked; nothing runs, and nobody outside has been asked. */
    static ApplicationContext configured(Map<String, Object> overrides) {
        var files = ConfigFiles.read(configFiles());
        var properties = new HashMap<>(overrides);
        properties.put(PROGRAM, NAME);
        var context = ApplicationContext.builder()
                .mainClass(OrchestratorApplication.class)
                .deduceEnvironment(false)
                .banner(false)
                .propertySources(defaults(), PropertySource.of("overrides", properties, ABOVE_ALL))
                .build();
        try {
            context.getEnvironment().start();
            var strangers = ConfigurationCheck.ofKeys(context.getEnvironment(), files);
            context.start();
            ConfigurationCheck.ofRanges(context);
            context.getBean(Lifecycles.class);
            context.getBean(LifecycleVariables.class).unknown(strangers).forEach(OrchestratorApplication::warn);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static void warn(String stranger) {
        LoggerFactory.getLogger(OrchestratorApplication.class)
                .warn("{} is set, but nothing of the orchestrator reads it; the README lists what is read", stranger);
    }

    /** As the framework finds them. */
    private static String configFiles() {
        return Optional.ofNullable(System.getProperty("micronaut.config.files"))
                .or(() -> Optional.ofNullable(System.getenv("MICRONAUT_CONFIG_FILES")))
                .orElse("");
    }

    /** A file of its own name: where two programs share a class path, only one application.yml would be read. */
    private static PropertySource defaults() {
        try (var stream = OrchestratorApplication.class.getResourceAsStream("/" + DEFAULTS)) {
            if (stream == null) {
                throw new IllegalStateException(DEFAULTS + " is not on the class path");
            }
            return PropertySource.of(
                    "orchestrator-defaults", new YamlPropertySourceLoader().read(DEFAULTS, stream), BELOW_ALL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
