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
    /** In more envelopes of SNS than anybody has a use for. */
    WRAPPED_TOO_OFTEN,
    /** SNS asks whether a queue or an address really wants a topic's messages; a person answers. */
    SUBSCRIPTION_CONFIRMATION,
    /** About so many instances that its copies, one for each, would fill the topic. */
    TOO_MANY_INSTANCES,
    /** Larger than the producer or the topic takes. */
    REFUSED_SIZE,
    /** No route is configured for this source and detail type. */
    UNROUTED,
    NO_INSTANCE_ID,
    BAD_INSTANCE_ID,
    /** A scheduled event without the ARN of its rule. */
    NO_RULE;

    /** How headers and metrics spell it: {@code not-json}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
