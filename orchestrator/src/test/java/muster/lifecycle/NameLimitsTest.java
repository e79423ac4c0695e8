package muster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import muster.schemas.Domain;
import muster.schemas.HostnamePool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameLimitsTest {
    private static HostnamePool pool(String pattern, int size, String domain) {
        return new HostnamePool(pattern, 1, size, new Domain(domain), Duration.ZERO);
    }

    @Test
    void a_host_takes_sixty_four_characters_with_its_domain() {
        var domain = "d".repeat(50) + ".example";
        assertThat(NameLimits.ofNames(pool("a-%03d", 9, domain))).isEmpty();
        assertThat(NameLimits.ofNames(pool("ab-%03d", 9, domain)))
                .contains("the name 'ab-009." + domain + "' has 65 characters, and a host takes at most 64: shorten"
                        + " pattern or domain");
    }

    @Test
    void the_last_name_counts_which_can_have_more_digits() {
        var domain = "d".repeat(50) + ".example";
        assertThat(NameLimits.ofNames(pool("abc-%d", 9, domain))).isEmpty();
        assertThat(NameLimits.ofNames(pool("abc-%d", 99, domain))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60, 2_147_483_647L})
    void a_ttl_in_range_is_fine(long seconds) {
        assertThat(NameLimits.ofTtl(Duration.ofSeconds(seconds))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 2_147_483_648L})
    void a_ttl_out_of_range_is_refused_with_the_range(long seconds) {
        assertThat(NameLimits.ofTtl(Duration.ofSeconds(seconds)))
                .contains("ttl: '" + seconds + "s' (expected: whole seconds, 1 to 2147483647)");
    }

    @Test
    void a_ttl_is_whole_seconds() {
        assertThat(NameLimits.ofTtl(Duration.ofMillis(1500)))
                .contains("ttl: '1500ms' (expected: whole seconds, 1 to 2147483647)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007b", "a\nb", "\u0000", "\u007f", "\u0085", "a\tb"})
    void a_control_character_is_named(String text) {
        assertThat(NameLimits.ofText(text))
                .get()
                .asString()
                .matches("the control character U\\+[0-9A-F]{4} is not allowed");
        assertThat(NameLimits.ofText("validator – ünïcode")).isEmpty();
    }
}
