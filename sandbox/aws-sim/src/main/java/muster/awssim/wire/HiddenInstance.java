package muster.awssim.wire;

import muster.awssim.world.Refusal;

/** The refusal of a service that is not yet to see an instance. */
public final class HiddenInstance extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public HiddenInstance(Refusal refusal) {
        super(refusal.getMessage());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
