/**
 * What travels through Muster's topics: signals that come in, events that the decider records, effects that it asks for,
 * results that come back, and the state that the events add up to. Imports the JDK, Jackson and Kafka's serde interface.
 */
@NullMarked
package muster.schemas;

import org.jspecify.annotations.NullMarked;
