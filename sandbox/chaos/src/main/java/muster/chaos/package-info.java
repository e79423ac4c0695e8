/** A fleet under faults, and the verdict on what became of it. */
@NullMarked
package muster.chaos;

import org.jspecify.annotations.NullMarked;
