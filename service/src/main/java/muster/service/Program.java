package muster.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import muster.schemas.settings.ConfigFiles;
import org.slf4j.LoggerFactory;

/**
 * One of Muster's programs, as it is configured. Its defaults have a file of its own name, {@code NAME.yml} on the class path, and
 * not application.yml: where two programs share a class path, only one file of that name would be read.
 *
 * @param main whose package has its beans and records of settings
 * @param siblings keys below {@code muster.} that another program reads, which may stand in the same file
 */
public record Program(Class<?> main, String name, Set<String> siblings) {
    /** Says which of Muster's programs a context is for. */
    public static final String PROPERTY = "muster.program";

    private static final String DEFAULTS = "-defaults";

    /** Of two sources that have a key, Micronaut takes the one with the higher order. */
    private static final int BELOW_ALL = Integer.MIN_VALUE;

    private static final int ABOVE_ALL = Integer.MAX_VALUE;

    public Program {
        siblings = Set.copyOf(siblings);
    }

    /** Checks that only a program can make, once it has its beans. */
    public interface Check {
        /**
         * @param strangers keys and variables that look like ours and that no record of settings reads
         * @return those of them that nobody else reads either
         */
        List<String> of(ApplicationContext context, List<String> strangers);

        /**
         * Before a bean is made, some of which connect to the outside.
         *
         * @throws IllegalArgumentException for what they must not do
         */
        default void beforeBeans(Environment environment) {}
    }

    /**
     * All that is configured, checked, and the beans; nothing runs, and nobody outside has been asked.
     *
     * @param overrides configuration that goes before everything else, by its full names
     * @return to be closed by the caller
     * @throws muster.schemas.settings.StartException with a line for each mistake in the configuration
     */
    public ApplicationContext configured(Map<String, Object> overrides, Check check) {
        var files = ConfigFiles.read(configFiles());
        var properties = new HashMap<>(overrides);
        properties.put(PROPERTY, name);
        var context = ApplicationContext.builder()
                .mainClass(main)
                .deduceEnvironment(false)
                .banner(false)
                .propertySources(defaults(), PropertySource.of("overrides", properties, ABOVE_ALL))
                .build();
        try {
            context.getEnvironment().start();
            ManagementPort.choose(context.getEnvironment(), name + DEFAULTS);
            var strangers = ConfigurationCheck.ofKeys(this, context.getEnvironment(), files);
            check.beforeBeans(context.getEnvironment());
            context.start();
            ConfigurationCheck.ofRanges(context);
            check.of(context, strangers).forEach(this::warn);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private void warn(String stranger) {
        LoggerFactory.getLogger(main)
                .warn("{} is set, but nothing of the {} reads it; the README lists what is read", stranger, name);
    }

    /** As the framework finds them. */
    private static String configFiles() {
        return Optional.ofNullable(System.getProperty("micronaut.config.files"))
                .or(() -> Optional.ofNullable(System.getenv("MICRONAUT_CONFIG_FILES")))
                .orElse("");
    }

    private PropertySource defaults() {
        var file = name + ".yml";
        try (var stream = main.getResourceAsStream("/" + file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return PropertySource.of(name + DEFAULTS, new YamlPropertySourceLoader().read(file, stream), BELOW_ALL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
