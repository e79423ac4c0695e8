/** What every part of the simulation stands on: time, chance, turns, and the account and region of things. */
@NullMarked
package muster.awssim.base;

import org.jspecify.annotations.NullMarked;
