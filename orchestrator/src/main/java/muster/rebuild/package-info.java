/** State from the journal alone: a new generation of the application, and the proof that it is the same. No AWS call. */
@NullMarked
package muster.rebuild;

import org.jspecify.annotations.NullMarked;
