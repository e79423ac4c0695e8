package muster.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UpdateExpressionTest {

    @Test
    void set_takes_values_attributes_and_if_not_exists() {
        var after = apply("SET #o = :me, Copy = Old, Kept = if_not_exists(Old, :me), Fresh = if_not_exists(New, :me)");

        assertThat(after)
                .containsEntry("Owner", "i-a")
                .containsEntry("Copy", "before")
                .containsEntry("Kept", "before")
                .containsEntry("Fresh", "i-a");
    }

    @Test
    void remove_drops_attributes_and_the_key_stays() {
        assertThat(apply("remove Old SET Exists = :no"))
                .isEqualTo(Map.of("Hostname", "validator-001", "Exists", "false"));
    }

    @Test
    void what_is_not_computed_is_unknown() {
        assertThat(apply("ADD Count :one SET Sum = Old + :one"))
                .containsEntry("Count", UpdateExpression.UNKNOWN)
                .containsEntry("Sum", UpdateExpression.UNKNOWN);
    }

    private static Map<String, String> apply(String expression) {
        var update = new Fact.Write.Update(
                Map.of("Hostname", "validator-001"),
                expression,
                Map.of("#o", "Owner"),
                Map.of(":me", "i-a", ":no", "false", ":one", "1"));
        return UpdateExpression.apply(update, Map.of("Hostname", "validator-001", "Old", "before"));
    }
}
