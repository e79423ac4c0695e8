package muster.bridge.file;

/**
 * Tells where in a line of JSON objects the next one begins, byte by byte. What is not an object after an object, white
 * space aside, makes the whole line one piece: its reader says what is wrong with it.
 */
final class Documents {
    private enum At {
        /** Before the first object of the piece. */
        START,
        INSIDE,
        IN_TEXT,
        ESCAPED,
        /** After an object. */
        BETWEEN,
        /** Not a run of objects. */
        ELSEWHERE
    }

    private At at = At.START;
    private int depth;

    /** Forgets the piece that has ended. */
    void restart() {
        at = At.START;
        depth = 0;
    }

    /** @return whether the byte begins an object after one that has ended; it is then to be given again after a restart */
    boolean beginsAnother(byte next) {
        switch (at) {
            case START -> start(next);
            case INSIDE -> inside(next);
            case IN_TEXT -> {
                if (next == '"') {
                    at = At.INSIDE;
                } else if (next == '\\') {
                    at = At.ESCAPED;
                }
            }
            case ESCAPED -> at = At.IN_TEXT;
            case BETWEEN -> {
                if (next == '{') {
                    return true;
                }
                if (!isSpace(next)) {
                    at = At.ELSEWHERE;
                }
            }
            case ELSEWHERE -> {}
        }
        return false;
    }

    private void start(byte next) {
        if (next == '{') {
            at = At.INSIDE;
            depth = 1;
        } else if (!isSpace(next)) {
            at = At.ELSEWHERE;
        }
    }

    private void inside(byte next) {
        switch (next) {
            case '"' -> at = At.IN_TEXT;
            case '{' -> depth++;
            case '}' -> {
                depth--;
                if (depth == 0) {
                    at = At.BETWEEN;
                }
            }
            default -> {}
        }
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\t' || next == '\r';
    }
}
