package muster.awssim.wire;

/** The connection is to be cut instead of an answer. */
final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cut() {
        super("the connection is cut", null, false, false);
    }
}
