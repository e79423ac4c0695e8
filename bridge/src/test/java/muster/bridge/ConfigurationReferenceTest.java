package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.platform.Readme;
import muster.schemas.settings.Setting;
import muster.schemas.settings.Settings;
import muster.schemas.settings.SettingsTable;
import org.junit.jupiter.api.Test;

/** The README's list of keys is that of the records, and their defaults are those of the program's file. */
class ConfigurationReferenceTest {
    private static final Settings SETTINGS = Settings.of(BridgeApplication.class);

    /** Read by libraries. */
    private static final List<Setting> BESIDE = List.of(
            beside("endpoints.all.port", "int", "[port] of {@code /health} and {@code /prometheus}"),
            beside(
                    "kafka.bootstrap.servers",
                    "java.lang.String",
                    "Kafka's addresses, host:port, comma-separated; any other property of its clients goes below {@code kafka.} too"),
            beside(
                    "micronaut.server.host",
                    "java.lang.String",
                    "where the HTTP server listens; {@code 0.0.0.0} for any"),
            beside("micronaut.server.port", "int", "[port] of the HTTP server"));

    @Test
    void the_readme_lists_each_key_with_its_meaning() throws IOException {
        Readme.check("configuration-bridge", new SettingsTable(SETTINGS, BESIDE, defaults()).markdown());
    }

    @Test
    void each_key_says_what_it_means() {
        assertThat(SETTINGS.all())
                .hasSizeGreaterThan(10)
                .allSatisfy(setting ->
                        assertThat(setting.meaning()).as(setting.key()).isNotBlank());
    }

    /** Where both give a default: a table that is generated from one must not hide the other. */
    @Test
    void a_default_in_the_file_is_that_of_the_record() throws IOException {
        var defaults = defaults();
        assertThat(SETTINGS.all())
                .filteredOn(setting -> setting.otherwise().isPresent() && defaults.containsKey(setting.key()))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.otherwise())
                        .as(setting.key())
                        .contains(defaults.getOrDefault(setting.key(), "")));
    }

    private static Setting beside(String key, String type, String meaning) {
        return new Setting(key, type, meaning, Optional.empty());
    }

    private static Map<String, String> defaults() throws IOException {
        try (var file = ConfigurationReferenceTest.class.getResourceAsStream("/bridge.yml")) {
            assertThat(file).isNotNull();
            return new YamlPropertySourceLoader()
                    .read("bridge.yml", file).entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        }
    }
}
