/** The topology: reads what came in, lets the decider decide, and keeps state, timers, journal and effects in one transaction. */
@NullMarked
package muster.stream;

import org.jspecify.annotations.NullMarked;
