package muster.effects;

/** A short fault of the outside. The call may or may not have taken effect: only what can be repeated may be retried. */
public final class TransientFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public TransientFault(String reason, Throwable cause) {
        this(reason, "", cause);
    }

    /** @param remedy what ends the fault where it lasts; empty where it passes by itself */
    public TransientFault(String reason, String remedy, Throwable cause) {
        super(reason, cause);
        this.remedy = remedy;
    }

    /** A fault that no call has met: an answer that is not complete yet. */
    public TransientFault(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
