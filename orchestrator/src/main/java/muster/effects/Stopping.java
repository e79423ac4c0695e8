package muster.effects;

/** The process stops while an effect waits for its turn. It has no result: its offset stays, and it is delivered again. */
public final class Stopping extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Stopping() {
        super("the process stops");
    }
}
