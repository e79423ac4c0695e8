package muster.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostnamePoolTest {
    private static HostnamePool pool(String pattern, int first, int size) {
        return new HostnamePool(pattern, first, size, new Domain("xnet.example"), Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"validator-%03d", "%d", "v%d-eu", "%05dx"})
    void knows_each_of_its_names(String pattern) {
        var pool = pool(pattern, 7, 200);
        assertThat(IntStream.range(0, 200).mapToObj(pool::name)).allMatch(pool::gives);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validator-000",
                "validator-201",
                "validator-7",
                "validator-0007",
                "validator",
                "v",
                "archive-007",
                "validator-007-a",
                "validator-99999999999999999999"
            })
    void and_no_other(String name) {
        assertThat(pool("validator-%03d", 1, 200).gives(new Hostname(name))).isFalse();
    }

    @Test
    void of_two_pools_that_differ_in_their_ends_each_knows_its_own() {
        assertThat(pool("v%d-eu", 1, 10).gives(new Hostname("v3-us"))).isFalse();
        assertThat(pool("v%d-us", 1, 10).gives(new Hostname("v3-us"))).isTrue();
    }
}
