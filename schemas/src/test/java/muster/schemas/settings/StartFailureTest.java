package muster.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.time.Duration;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void the_sentence_for_people_is_found_below_what_frameworks_wrap_around_it() {
        var told = new StartException(ExitCode.UNAVAILABLE, "start Kafka");
        assertThat(StartFailure.of(new RuntimeException("Error instantiating bean", new RuntimeException(told))))
                .isEqualTo(new StartFailure(ExitCode.UNAVAILABLE, "start Kafka"));
    }

    @Test
    void what_our_types_refuse_is_configuration() {
        assertThat(StartFailure.of(new RuntimeException(new IllegalArgumentException("muster.x: '0'"))))
                .isEqualTo(new StartFailure(ExitCode.CONFIGURATION, "muster.x: '0'"));
    }

    @Test
    void a_missing_value_is_named_by_its_key_alone() {
        var wrapped = new RuntimeException(
                "Failed to inject\n\nMessage: Error resolving property value [muster.bridge.queues.a.region]. Property"
                        + " doesn't exist\nPath Taken: new X()");
        assertThat(StartFailure.of(wrapped))
                .isEqualTo(new StartFailure(
                        ExitCode.CONFIGURATION, "muster.bridge.queues.a.region: is missing, and has no default"));
    }

    @Test
    void each_kind_has_its_exit_code() {
        assertThat(StartFailure.of(new BindException("in use")).code().number()).isEqualTo(69);
        assertThat(StartFailure.of(new ConfigException("bad")).code().number()).isEqualTo(78);
        assertThat(StartFailure.of(new IllegalStateException("?")).code().number())
                .isEqualTo(70);
    }

    @Test
    void durations_are_told_as_people_write_them() {
        assertThat(Range.text(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(Range.text(Duration.ZERO)).isEqualTo("0s");
        assertThat(Range.text(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Range.text(Duration.ofMinutes(5))).isEqualTo("5m");
        assertThat(Range.text(Duration.ofHours(12))).isEqualTo("12h");
    }
}
