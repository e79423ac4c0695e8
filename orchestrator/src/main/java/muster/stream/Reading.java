package muster.stream;

import java.util.List;
import muster.schemas.Signal;

/** What the bytes of an input record turned out to be. */
public sealed interface Reading {
    /** @param signals one for each instance that it is about; the record's key says which is meant */
    record Read(List<Signal> signals) implements Reading {
        public Read {
            signals = List.copyOf(signals);
        }
    }

    /** Well formed, but of a kind that decides nothing. */
    record Skipped(String what) implements Reading {}

    /**
     * Of another account or region than this program acts upon.
     *
     * @param reason for the person who looks into the dead letters
     */
    record Elsewhere(String reason) implements Reading {}

    /** @param reason for the person who looks into the dead letters */
    record Unreadable(String reason) implements Reading {}
}
