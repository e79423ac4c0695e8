package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import muster.chaos.agent.Mutant;
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

    @Test
    void there_are_no_others() {
        assertThatThrownBy(() -> Mutant.of("no-such-thing")).hasMessage("there is no mutant no-such-thing");
    }
}
