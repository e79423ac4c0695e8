package muster.schemas;

/** Words a refusal so that a reader sees the offending value, at most 80 characters of it. */
final class Refusal {
    private static final int SHOWN = 80;

    private Refusal() {}

    static IllegalArgumentException of(String what, String value, String expected) {
        var shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return new IllegalArgumentException(what + ": '" + shown + "' (expected: " + expected + ")");
    }

    static void unlessVersion(String what, int version, int known) {
        if (version != known) {
            throw of("version of " + what, Integer.toString(version), Integer.toString(known));
        }
    }
}
