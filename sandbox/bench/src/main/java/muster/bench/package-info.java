/** Measures: ratios and medians of what ran in one run on one machine. */
@NullMarked
package muster.bench;

import org.jspecify.annotations.NullMarked;
