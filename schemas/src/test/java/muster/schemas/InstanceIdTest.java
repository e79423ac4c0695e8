package muster.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"i-0123456789abcdef0", "i-9f0a1b2c"})
    void eight_or_seventeen_digits_are_an_id(String text) {
        assertThat(new InstanceId(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i-",
                "i",
                "i-0123456789abcdef",
                "i-0123456789abcdef01",
                "i-0123456",
                "i-012345678",
                "I-0123456789abcdef0",
                "x-0123456789abcdef0",
                "i_0123456789abcdef0",
                "i-0123456789abcdeF0",
                "i-0123456789abcdeg0",
                "i-0123456789abcde`0",
                "i-0123456789abcde:0",
                "i-0123456789abcde/0",
                "i-0123456789abcdef\n",
                " i-0123456789abcdef0",
                "i-0123456789abcdef0\n"
            })
    void all_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InstanceId(text))
                .withMessageContaining("instance id");
    }
}
