/** The wire: one HTTP endpoint, three protocols, injected faults. */
@NullMarked
package muster.awssim.wire;

import org.jspecify.annotations.NullMarked;
