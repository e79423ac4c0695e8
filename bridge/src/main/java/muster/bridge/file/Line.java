package muster.bridge.file;

/**
 * One line of a file.
 *
 * @param number counted from 1
 * @param bytes without the line's end; at most {@link Lines#MAX_BYTES}, what is beyond them is dropped
 * @param end where in the file the next line begins, in bytes
 */
record Line(long number, byte[] bytes, long end) {

    boolean isBlank() {
        for (var each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
