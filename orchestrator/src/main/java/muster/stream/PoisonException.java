package muster.stream;

/** A signal whose values nothing can be computed with. Thrown before anything was written: the signal can be left out. */
final class PoisonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoisonException(String what, RuntimeException cause) {
        super(what + ": " + cause, cause);
    }
}
