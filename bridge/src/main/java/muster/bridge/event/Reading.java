package muster.bridge.event;

import com.fasterxml.jackson.databind.JsonNode;

/** What reading some bytes gave. */
public sealed interface Reading {

    /**
     * An event in EventBridge's envelope.
     *
     * @param time as the sender wrote it; ISO 8601 with or without fractions of a second
     * @param envelope the whole event
     */
    record Event(String id, String source, String detailType, String time, JsonNode envelope) implements Reading {}

    /** @param detail what is wrong, in words for people, at most 200 characters */
    record Unreadable(Reason reason, String detail) implements Reading {}
}
