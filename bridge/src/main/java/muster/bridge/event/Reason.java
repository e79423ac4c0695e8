package muster.bridge.event;

import java.util.Locale;

/** Why something is a dead letter. */
public enum Reason {
    /** More bytes than an EventBridge event or an SQS message can have. */
    TOO_LARGE,
    EMPTY,
    NOT_UTF8,
    NOT_JSON,
    /** An object has a key twice, so that two readers could read two different events. */
    DUPLICATE_KEY,
    /** JSON, but without the envelope that EventBridge gives every event. */
    NOT_AN_EVENT,
    /** No route is configured for this source and detail type. */
    UNROUTED,
    NO_INSTANCE_ID,
    BAD_INSTANCE_ID,
    /** The event names more than one instance, and its route expects one. */
    SEVERAL_INSTANCES;

    /** How headers and metrics spell it: {@code not-json}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
