/** What demo, chaos and benchmarks wait with. */
@NullMarked
package muster.harness;

import org.jspecify.annotations.NullMarked;
