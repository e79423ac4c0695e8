package muster.schemas.settings;

/** What a program's exit tells whoever started it; the numbers are those of sysexits.h. */
public enum ExitCode {
    /** Kafka does not answer, or a port is taken: the same start may succeed later. */
    UNAVAILABLE(69),
    /** A fault of ours. */
    DEFECT(70),
    /** Kafka does not let us in. */
    FORBIDDEN(77),
    /** A key, a value, a lifecycle or a topic is wrong: the same start fails again. */
    CONFIGURATION(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
