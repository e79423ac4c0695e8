/** Intake from files of recorded events. */
@NullMarked
package muster.bridge.file;

import org.jspecify.annotations.NullMarked;
