/** Unwraps and reads what an intake received, and names what cannot be read. */
@NullMarked
package muster.bridge.event;

import org.jspecify.annotations.NullMarked;
