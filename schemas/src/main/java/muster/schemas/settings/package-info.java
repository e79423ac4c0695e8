/**
 * What the programs share about their configuration: which keys there are, what is wrong with those that were given, and how
 * a start that fails is told. Without a framework: each program hands in what its own has read.
 */
@NullMarked
package muster.schemas.settings;

import org.jspecify.annotations.NullMarked;
