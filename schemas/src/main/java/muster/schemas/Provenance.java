package muster.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a signal comes from and when; each signal has one.
 *
 * <p>Times are in whole milliseconds, so that no comparison depends on what a store does not keep.
 *
 * @param v version of the signal's form, 1
 * @param at time at the source, by its clock; orders observations, never a base for a deadline
 * @param heard when Muster learnt of it: the record's timestamp, or the wall clock of a timer; deadlines count from here
 * @param reference what to look for in logs: an event's id, an effect's id, a timer's name
 */
public record Provenance(int v, InstanceId instance, Instant at, Instant heard, String reference) {
    public static final int VERSION = 1;

    /** @throws IllegalArgumentException for a version that this code cannot read */
    public Provenance {
        Refusal.unlessVersion("signal", v, VERSION);
        at = at.truncatedTo(ChronoUnit.MILLIS);
        heard = heard.truncatedTo(ChronoUnit.MILLIS);
    }

    public Provenance(InstanceId instance, Instant at, Instant heard, String reference) {
        this(VERSION, instance, at, heard, reference);
    }
}
