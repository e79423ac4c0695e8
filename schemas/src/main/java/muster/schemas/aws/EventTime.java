package muster.schemas.aws;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Times in events. Java's own range is a million times that of a {@code long} of milliseconds: what lies beyond four
 * digits for the year comes from no clock of AWS, and would overflow wherever it is compared or added to.
 */
final class EventTime {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private EventTime() {}

    /** @throws DateTimeException unless it is an ISO 8601 time of the years 1970 to 9999 */
    static Instant parse(String text) {
        return checked(Instant.parse(text));
    }

    /** @throws DateTimeException for a time outside the years 1970 to 9999 */
    static Instant checked(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new DateTimeException("'" + time + "' (expected: a year from 1970 to 9999)");
        }
        return time;
    }
}
