package muster.orchestrator;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.Set;
import muster.lifecycle.Lifecycles;
import muster.service.Program;

/** The program: reads the lifecycles, checks the topics, then runs the topology and the effects until it is stopped. */
public final class OrchestratorApplication {
    static final String NAME = "orchestrator";

    private static final Program PROGRAM = new Program(OrchestratorApplication.class, NAME, Set.of("bridge"));

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
            context.getBean(OwnerCheck.class).run();
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
        return PROGRAM.configured(overrides, (context, strangers) -> {
            // reads the files, and with them the variables that they ask for
            context.getBean(Lifecycles.class);
            return context.getBean(LifecycleVariables.class).unknown(strangers);
        });
    }
}
