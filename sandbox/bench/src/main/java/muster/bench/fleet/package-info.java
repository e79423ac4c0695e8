/** A launch of many hosts at once, at the speed that AWS's quotas allow. */
@NullMarked
package muster.bench.fleet;

import org.jspecify.annotations.NullMarked;
