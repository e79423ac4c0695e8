/** Writes events and dead letters to Kafka, and says what became of each. */
@NullMarked
package muster.bridge.forward;

import org.jspecify.annotations.NullMarked;
