package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a timer is due, in whole milliseconds: the precision of the timer store's keys. With anything finer, a timer that
 * fires would not be recognised as the one that the state has set.
 */
public record DueTime(@JsonValue Instant at) implements Comparable<DueTime> {
    @JsonCreator
    public DueTime {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    public boolean isAfter(Instant time) {
        return at.isAfter(time);
    }

    @Override
    public int compareTo(DueTime other) {
        return at.compareTo(other.at);
    }

    @Override
    public String toString() {
        return at.toString();
    }
}
