/** What the demo, the chaos runs and the benchmarks share: a simulated account, set up, and programs in JVMs of their own. */
@NullMarked
package muster.harness;

import org.jspecify.annotations.NullMarked;
