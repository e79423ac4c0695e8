package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names one effect by what it does and for which life, never at random: a second delivery, a second process and a replay
 * all arrive at the same id. It fits into the comment of an SSM command (100 characters) and into a file's name.
 */
public record EffectId(@JsonValue String value) implements Comparable<EffectId> {
    private static final Pattern FORM = Pattern.compile("i-[0-9a-f]{8,17}\\.[0-9]+\\.[A-Za-z0-9_-]{1,64}\\.[0-9]+");
    private static final int LONGEST = 96;

    /** @throws IllegalArgumentException unless the value is {@code instance.generation.step.round}, at most 96 characters */
    @JsonCreator
    public EffectId {
        if (value.length() > LONGEST || !FORM.matcher(value).matches()) {
            throw Refusal.of("effect id", value, "instance.generation.step.round, at most 96 characters");
        }
    }

    /** @param round 1 for the first request of the step in this generation, one more for each further one */
    public static EffectId of(InstanceId instance, Generation generation, StepName step, int round) {
        return new EffectId(instance + "." + generation + "." + step + "." + round);
    }

    @Override
    public int compareTo(EffectId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
