/** The simulation as the real SDK clients see it. */
@NullMarked
package muster.awssim;

import org.jspecify.annotations.NullMarked;
