/**
 * Reads what really took effect, as aws-sim wrote it down, and judges it by the invariants I1 to I8.
 *
 * <p>Words as in aws-sim's description of its journal: a <em>life</em> of an instance begins when a launching hook
 * towards the active group opens, and ends when a terminating hook from the active group opens, or when EC2 shuts the
 * machine down.
 */
@NullMarked
package muster.checker;

import org.jspecify.annotations.NullMarked;
