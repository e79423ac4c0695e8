/** The record of what really took effect; JOURNAL.md describes its lines. */
@NullMarked
package muster.awssim.journal;

import org.jspecify.annotations.NullMarked;
