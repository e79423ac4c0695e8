/** What the engine itself does per second, per millisecond and per byte: with an AWS that answers at once, or none. */
@NullMarked
package muster.bench.engine;

import org.jspecify.annotations.NullMarked;
