package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One life of an instance in the active group, counted from 1; 0 before the first. */
public record Generation(@JsonValue int number) implements Comparable<Generation> {
    public static final Generation NONE = new Generation(0);

    /** @throws IllegalArgumentException for a negative number */
    @JsonCreator
    public Generation {
        if (number < 0) {
            throw Refusal.of("generation", Integer.toString(number), "0 or more");
        }
    }

    public Generation next() {
        return new Generation(number + 1);
    }

    @Override
    public int compareTo(Generation other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
