package muster.orchestrator;

/** Finds, in what frameworks have wrapped, the sentence that was written for people. */
final class Causes {
    private Causes() {}

    static String of(Throwable failure) {
        var told = failure;
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            // some end in a cause that says nothing, such as a bare TimeoutException
            told = cause.getMessage() == null ? told : cause;
        }
        return String.valueOf(told.getMessage() == null ? told : told.getMessage());
    }
}
