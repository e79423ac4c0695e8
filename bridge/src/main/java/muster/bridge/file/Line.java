package muster.bridge.file;

/**
 * One line of a file, or one of several documents on it.
 *
 * @param number of the line, counted from 1
 * @param document within the line, counted from 1
 * @param bytes without the line's end; at most {@link Lines#MAX_BYTES}, what is beyond them is dropped
 * @param end where in the file the next line or document begins, in bytes
 */
record Line(long number, int document, byte[] bytes, long end) {

    /** In words, as dead letters and headers have it. */
    String place() {
        return document == 1 ? "line " + number : "line " + number + ", document " + document;
    }

    boolean isBlank() {
        for (var each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
