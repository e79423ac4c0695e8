package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import muster.chaos.agent.Breakages;
import muster.chaos.agent.Mutant;
import muster.schemas.DueTime;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {
    @ParameterizedTest
    @EnumSource(Mutant.class)
    void what_it_changes_is_there(Mutant mutant) {
        assertThat(mutant.fits()).isTrue();
        assertThat(Mutant.of(mutant.label())).isEqualTo(mutant);
        assertThat(mutant.sentence()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void what_it_changes_takes_the_change(Mutant mutant) {
        assertThat(mutant.woven())
                .isNotEmpty()
                .allSatisfy((_, bytes) -> assertThat(bytes).isNotEmpty());
    }

    @Test
    void a_due_time_keeps_its_nanoseconds_where_it_is_broken_so() throws Exception {
        var broken = new ByteArrayClassLoader.ChildFirst(getClass().getClassLoader(), Mutant.TIMER_PRECISION.woven());
        var time = Instant.parse("2026-01-02T03:04:05.678901234Z");

        var due = broken.loadClass(DueTime.class.getName())
                .getConstructor(Instant.class)
                .newInstance(time);

        assertThat(due).hasToString(time.toString());
        assertThat(new DueTime(time)).hasToString("2026-01-02T03:04:05.678Z");
    }

    /** What a mutant puts in place must still exist, though nothing calls it before a run is played. */
    @Test
    void a_ledger_without_a_fence_gives_a_new_entry() {
        assertThat(Breakages.newEntry().getClass().getSimpleName()).isEqualTo("New");
    }

    @Test
    void there_are_no_others() {
        assertThatThrownBy(() -> Mutant.of("no-such-thing")).hasMessage("there is no mutant no-such-thing");
    }
}
