package muster.checker;

import java.time.Instant;

/** Judges one invariant while the journal is read. */
interface Rule {

    /** Called for each line, before the world has taken it in. */
    void before(Fact fact, World world);

    /** Called once, after the last line. */
    void atEnd(Instant end, World world);
}
