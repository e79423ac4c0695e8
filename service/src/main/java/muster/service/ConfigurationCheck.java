package muster.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import muster.schemas.settings.ConfigFiles;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.KnownKeys;
import muster.schemas.settings.Settings;
import muster.schemas.settings.Source;
import muster.schemas.settings.StartException;
import muster.schemas.settings.StartFailure;
import muster.schemas.settings.WrongValues;

/**
 * Looks through all configuration before anything is started: for keys that nobody reads, then for values of the wrong type,
 * then for values out of range; the mistakes of a kind are told together.
 */
final class ConfigurationCheck {
    private ConfigurationCheck() {}

    /**
     * Checks keys and types, before any bean is made.
     *
     * @return keys and variables that look like ours but may be somebody else's
     * @throws StartException with a line for each mistake
     */
    static List<String> ofKeys(Program program, Environment environment, ConfigFiles files) {
        var settings = Settings.of(program.main());
        var keys = new KnownKeys(settings, program.siblings(), files::place)
                .check(environment.getPropertySources().stream()
                        .map(ConfigurationCheck::source)
                        .toList());
        refuse(keys.mistakes());
        refuse(new WrongValues(settings, new Given(environment), files::place).check());
        return keys.strangers();
    }

    private static Source source(PropertySource source) {
        var keys = StreamSupport.stream(source.spliterator(), false).toList();
        return source.getConvention() == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE
                ? new Source(Source.Kind.ENVIRONMENT, source.getName(), keys)
                : new Source(
                        source instanceof SystemPropertiesPropertySource
                                ? Source.Kind.SYSTEM_PROPERTIES
                                : Source.Kind.FILE,
                        source.getName(),
                        keys);
    }

    /**
     * Makes all records of settings, which refuse what is out of their range.
     *
     * @throws StartException with a line for each mistake
     */
    static void ofRanges(ApplicationContext context) {
        var mistakes = new TreeSet<String>();
        context.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationReader.class)).stream()
                .map(BeanDefinition::getBeanType)
                .filter(type -> type.getName().startsWith("muster."))
                .distinct()
                .forEach(type -> {
                    try {
                        context.getBeansOfType(type);
                    } catch (RuntimeException refused) {
                        mistakes.add(StartFailure.of(refused).message());
                    }
                });
        refuse(mistakes);
    }

    private static void refuse(Collection<String> mistakes) {
        if (!mistakes.isEmpty()) {
            throw new StartException(ExitCode.CONFIGURATION, String.join(System.lineSeparator(), mistakes));
        }
    }

    private record Given(Environment environment) implements WrongValues.Given {
        @Override
        public Optional<String> value(String key) {
            return environment.getProperty(key, String.class);
        }

        @Override
        public Collection<String> names(String key) {
            return environment.getPropertyEntries(key);
        }

        @Override
        public boolean converts(String value, Class<?> type) {
            return environment.convert(value, type).isPresent();
        }

        @Override
        public boolean isVariable(String name) {
            return System.getenv(name) != null;
        }
    }
}
