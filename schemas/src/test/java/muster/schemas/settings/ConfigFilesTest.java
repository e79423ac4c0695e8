package muster.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void each_key_is_found_on_its_line() throws IOException {
        var file = file("a.yml", "muster:\n  kafka:\n    tick: 5s\n  lifecycles:\n    files:\n      - one.yaml\n");
        var files = ConfigFiles.read(file);
        assertThat(files.place("muster.kafka.tick")).isEqualTo(file + ":3:5: ");
        assertThat(files.place("muster.lifecycles.files[0]")).isEqualTo(file + ":6:9: ");
        assertThat(files.place("muster.kafka.threads")).isEmpty();
    }

    @Test
    void of_two_files_that_have_a_key_the_last_counts() throws IOException {
        var first = file("a.yml", "muster.x: 1\n");
        var last = file("b.yaml", "\nmuster.x: 2\n");
        assertThat(ConfigFiles.read(first + ", " + last).place("muster.x")).isEqualTo(last + ":2:1: ");
    }

    @Test
    void the_mistakes_of_all_files_are_told_together() throws IOException {
        var broken = file("broken.yml", "muster:\n  kafka:\n    tick: 5s\n   threads: 3\n");
        var twice = file("twice.yml", "muster:\n  kafka:\n    tick: 5s\n    tick: 6s\n");
        var list = file("list.yml", "- muster\n");
        var absent = folder.resolve("absent.yml").toString();
        assertThatThrownBy(() -> ConfigFiles.read(String.join(",", broken, twice, list, absent)))
                .isInstanceOfSatisfying(
                        StartException.class, wrong -> assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(broken + ":4:4: not YAML: ")
                .hasMessageContaining("at 'threads: 3'")
                .hasMessageContaining(twice + ":4:5: the key 'muster.kafka.tick' stands here twice")
                .hasMessageContaining(list + ":1:1: a configuration must be a mapping")
                .hasMessageContaining(absent + ": there is no such file; correct MICRONAUT_CONFIG_FILES");
    }

    @Test
    void a_character_that_yaml_does_not_allow_is_named_with_its_place() throws IOException {
        var file = file("bell.yml", "muster:\n  topics:\n    prefix: a\u0007b\n");
        assertThatThrownBy(() -> ConfigFiles.read(file))
                .isInstanceOf(StartException.class)
                .hasMessage(file + ":3:14: the character U+0007 is not allowed; remove it");
    }

    @Test
    void other_kinds_of_files_are_left_to_the_framework() {
        assertThat(ConfigFiles.read("absent.properties,classpath:absent.yml,").place("x"))
                .isEmpty();
    }

    private String file(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml).toString();
    }
}
