package muster.stream;

import muster.schemas.Signal;

/** What the bytes of an input record turned out to be. */
public sealed interface Reading {
    record Read(Signal signal) implements Reading {}

    /** Well formed, but of a kind that decides nothing. */
    record Skipped(String what) implements Reading {}

    /** @param reason for the person who looks into the dead letters */
    record Unreadable(String reason) implements Reading {}
}
