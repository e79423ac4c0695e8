package muster.bridge.event;

import com.fasterxml.jackson.databind.JsonNode;

/** What reading some bytes gave. */
public sealed interface Reading {

    /**
     * An event, in EventBridge's envelope or as Auto Scaling sends it straight to a queue or a topic of SNS.
     *
     * @param detailType of EventBridge; without it, the transition of a hook's message or the kind of a notification
     * @param time as the sender wrote it; ISO 8601 with or without fractions of a second
     * @param region as the sender wrote it; empty for Auto Scaling's own messages, which do not say
     * @param envelope the whole event
     * @param text its own bytes, without what SNS put around them
     */
    record Event(
            String id, String source, String detailType, String time, String region, JsonNode envelope, String text)
            implements Reading {}

    /** @param detail what is wrong, in words for people, at most 200 characters */
    record Unreadable(Reason reason, String detail) implements Reading {}
}
