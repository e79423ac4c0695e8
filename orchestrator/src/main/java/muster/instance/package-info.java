/**
 * The life of one instance: {@code decide} and {@code evolve}. Pure: imports the JDK, {@code muster.schemas} and
 * {@code muster.lifecycle}, and reads no clock.
 */
@NullMarked
package muster.instance;

import org.jspecify.annotations.NullMarked;
