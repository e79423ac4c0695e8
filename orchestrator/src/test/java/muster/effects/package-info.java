/** Tests of the runner: order, offsets, redelivery, retries. */
@NullMarked
package muster.effects;

import org.jspecify.annotations.NullMarked;
