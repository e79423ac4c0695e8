package muster.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongValuesTest {
    private static final Settings SETTINGS = new Settings(List.of(
            new Setting("muster.topics.prefix", "java.lang.String", "", Optional.empty()),
            new Setting("muster.topics.partitions", "int", "", Optional.empty())));

    private record Given(Map<String, String> values) implements WrongValues.Given {
        @Override
        public Optional<String> value(String key) {
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public Collection<String> names(String key) {
            return List.of();
        }

        @Override
        public boolean converts(String value, Class<?> type) {
            return value.matches("[0-9]+");
        }

        @Override
        public boolean isVariable(String name) {
            return false;
        }
    }

    private static List<String> problems(String key, String value) {
        return new WrongValues(SETTINGS, new Given(Map.of(key, value)), _ -> "file.yml:3:5: ").check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007b", "a\nb", "\u0000", "a\u007f", "\u0085"})
    void a_control_character_is_refused_with_the_key_s_place_and_is_not_repeated(String value) {
        assertThat(problems("muster.topics.prefix", value))
                .singleElement()
                .asString()
                .startsWith("file.yml:3:5: muster.topics.prefix: '")
                .matches(".*\\(expected: text without control characters, and this has U\\+[0-9A-F]{4}\\)")
                .matches(line -> line.codePoints().noneMatch(Character::isISOControl));
    }

    @Test
    void a_value_of_the_wrong_type_is_told_without_its_control_characters() {
        assertThat(problems("muster.topics.partitions", "1\u001b[31m2"))
                .containsExactly("file.yml:3:5: muster.topics.partitions: '1\uFFFD[31m2' (expected: a whole number)");
    }

    @Test
    void other_text_is_fine() {
        assertThat(problems("muster.topics.prefix", "ünïcode -_.")).isEmpty();
    }
}
