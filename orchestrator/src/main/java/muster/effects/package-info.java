/** Carries out effects: takes them from their topic, keeps the order within an instance, retries short faults, tells results. */
@NullMarked
package muster.effects;

import org.jspecify.annotations.NullMarked;
