package muster.stream;

import static muster.instance.Signals.instance;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import muster.instance.ValidatorLifecycle;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read goes to the dead letters with its bytes, and what comes after it flows on. */
class PoisonTest {
    private static final InstanceId I1 = instance(1);

    @Test
    void poison_is_buried_with_its_reason_and_the_next_event_is_heard(@TempDir Path stateDir) {
        try (var story = new Story(ValidatorLifecycle.alone(), stateDir)) {
            var good = Events.launching(I1, 0, "L1");
            story.hearRaw(bytes(I1.value()), bytes("{not json"));
            story.hearRaw(null, good.json());
            story.hearRaw(bytes(instance(2).value()), good.json());
            story.hearRaw(bytes(I1.value()), null);
            story.hearRaw(bytes(I1.value()), new byte[2_000_000]);
            story.when(good).then(I1).isNamed("validator-001");

            var buried = story.deadLetters();
            assertThat(buried)
                    .extracting(letter ->
                            text(letter.headers().lastHeader("muster_reason").value()))
                    .satisfiesExactly(
                            reason -> assertThat(reason).startsWith("not JSON: "),
                            reason -> assertThat(reason).startsWith("the key is not the id"),
                            reason -> assertThat(reason).startsWith("the key is not the id"),
                            reason -> assertThat(reason).startsWith("no value"),
                            reason -> assertThat(reason).isEqualTo("2000000 bytes (expected: at most 1048576)"));
            assertThat(buried.get(2).value()).isEqualTo(good.json());
            assertThat(buried.get(2).headers().lastHeader("muster_topic").value())
                    .isEqualTo(bytes("aws-launch-successful"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
