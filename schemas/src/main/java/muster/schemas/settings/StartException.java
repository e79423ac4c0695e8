package muster.schemas.settings;

/** A start that cannot go on. The message is for people: what is wrong, where, and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    public StartException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    public StartException(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ExitCode code() {
        return code;
    }
}
