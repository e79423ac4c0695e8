package muster.bridge.forward;

import muster.bridge.event.Reason;

/** What became of something that an intake received. */
public sealed interface Fate {

    /** Kafka has acknowledged its record, or none was wanted: the intake may forget it. */
    sealed interface Settled extends Fate {}

    record Forwarded(String topic) implements Settled {}

    /** @param route that says that its kind is not wanted */
    record Ignored(String route) implements Settled {}

    record DeadLettered(Reason reason) implements Settled {}

    /** Kafka has not acknowledged it: the intake must keep it. It may be on the topic all the same. */
    record Unsettled(Exception cause) implements Fate {}
}
