package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first start of all: a bridge and two orchestrators at once on an empty broker. {@code -Pchaos} plays it twenty times. */
class FirstStartsTest {
    @Test
    @Timeout(240)
    void programs_that_start_at_once_on_an_empty_broker_all_become_ready(@TempDir Path reports) throws Exception {
        assertThat(new FirstStarts(reports).run(2, System.out)).isTrue();
    }
}
