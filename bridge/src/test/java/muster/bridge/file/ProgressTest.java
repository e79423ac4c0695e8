package muster.bridge.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import muster.bridge.forward.Fate;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Tally tally = new Tally();

    @Test
    void a_terminal_sees_records_rate_and_share() {
        var progress = progress(true);
        for (int i = 0; i < 1500; i++) {
            tally.add(i, new Fate.Ignored("done"));
        }
        now.set(Instant.EPOCH.plusSeconds(2));
        progress.at(50, tally);
        assertThat(text()).isEqualTo("\r1,500 records  750/s   25 %");
    }

    @Test
    void the_line_is_not_written_for_each_record() {
        var progress = progress(true);
        now.set(Instant.EPOCH.plusMillis(100));
        progress.at(50, tally);
        assertThat(text()).isEmpty();
    }

    @Test
    void nothing_is_written_where_nobody_looks() {
        var progress = progress(false);
        now.set(Instant.EPOCH.plusSeconds(2));
        progress.at(50, tally);
        progress.done();
        assertThat(text()).isEmpty();
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintStream(written, true, StandardCharsets.UTF_8), terminal, 200, now::get);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
