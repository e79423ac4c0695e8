package muster.bench;

/** One thing that is measured. It starts what it needs and ends it. */
public interface Section {
    /** As in {@code -Dsections=}. */
    String name();

    /**
     * Measures, and puts what it found into the report as it goes.
     *
     * @throws Exception where it could not be measured; the other sections go on
     */
    void run(Settings settings, Report report) throws Exception;
}
