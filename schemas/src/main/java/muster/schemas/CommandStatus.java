package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Status details of an SSM command at an instance (Systems Manager user guide, "Understanding command statuses"). */
public enum CommandStatus {
    PENDING("Pending", Meaning.UNDER_WAY),
    IN_PROGRESS("InProgress", Meaning.UNDER_WAY),
    DELAYED("Delayed", Meaning.UNDER_WAY),
    CANCELLING("Cancelling", Meaning.UNDER_WAY),
    SUCCESS("Success", Meaning.SUCCEEDED),
    DELIVERY_TIMED_OUT("DeliveryTimedOut", Meaning.DID_NOT_RUN),
    UNDELIVERABLE("Undeliverable", Meaning.DID_NOT_RUN),
    /** The status without its detail, as events carry it: whether it ran can't be told. */
    TIMED_OUT("TimedOut", Meaning.UNKNOWN),
    EXECUTION_TIMED_OUT("ExecutionTimedOut", Meaning.UNKNOWN),
    CANCELLED("Cancelled", Meaning.UNKNOWN),
    TERMINATED("Terminated", Meaning.UNKNOWN),
    INCOMPLETE("Incomplete", Meaning.UNKNOWN),
    RATE_EXCEEDED("RateExceeded", Meaning.UNKNOWN),
    FAILED("Failed", Meaning.FAILED),
    NO_INSTANCES_IN_TAG("NoInstancesInTag", Meaning.MISCONFIGURED),
    INVALID_PLATFORM("InvalidPlatform", Meaning.MISCONFIGURED),
    ACCESS_DENIED("AccessDenied", Meaning.MISCONFIGURED);

    /** What a status tells about the host. */
    public enum Meaning {
        /** Not the end yet: must not close the correlation. */
        UNDER_WAY,
        SUCCEEDED,
        /** Never reached the host. */
        DID_NOT_RUN,
        /** May have run. */
        UNKNOWN,
        /** Ran and said no. */
        FAILED,
        /** Will not get better by itself. */
        MISCONFIGURED
    }

    private final String word;
    private final Meaning meaning;

    CommandStatus(String word, Meaning meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** Accepts the spellings with spaces too, which the console and some of the API's examples use. */
    @JsonCreator
    public static CommandStatus of(String word) {
        var compact = word.replace(" ", "");
        return Arrays.stream(values())
                .filter(status -> status.word.equals(compact))
                .findFirst()
                .orElseThrow(() -> Refusal.of("command status", word, "a status of SSM Run Command"));
    }

    public Meaning meaning() {
        return meaning;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
