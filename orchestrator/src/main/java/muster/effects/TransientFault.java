package muster.effects;

/** A short fault of the outside. The call may or may not have taken effect: only what can be repeated may be retried. */
public final class TransientFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TransientFault(String reason, Throwable cause) {
        super(reason, cause);
    }
}
