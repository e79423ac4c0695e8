/** Tests of decide and evolve, and the small world that they are played against. */
@NullMarked
package muster.instance;

import org.jspecify.annotations.NullMarked;
