/**
 * What is woven into a program from outside, by a Java agent: the points at which it can be halted, and the mutants. It is
 * on no class path but that of the chaos runs, so that no build that is shipped contains it.
 */
@NullMarked
package muster.chaos.agent;

import org.jspecify.annotations.NullMarked;
