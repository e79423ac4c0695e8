@NullMarked
package muster.awssim.wire;

import org.jspecify.annotations.NullMarked;
