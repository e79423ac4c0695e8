package muster.schemas.aws;

/** An event that is not what its kind promises. The message names the field, what stood there and what was expected. */
public final class UnreadableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message) {
        super(message);
    }
}
