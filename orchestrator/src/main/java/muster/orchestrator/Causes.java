package muster.orchestrator;

import org.jspecify.annotations.Nullable;

/** Finds, in what frameworks have wrapped, the sentence that was written for people. */
final class Causes {
    private Causes() {}

    static String of(Throwable failure) {
        Throwable innermost = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
    }
}
