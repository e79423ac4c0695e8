package muster.schemas;

import org.apache.kafka.common.errors.SerializationException;

/** A record has a kind or a version that this release does not know, and a newer one wrote it. */
public final class NewerReleaseException extends SerializationException {
    private static final long serialVersionUID = 1L;

    NewerReleaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
