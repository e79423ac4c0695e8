/** The program as a whole. */
@NullMarked
package muster.orchestrator;

import org.jspecify.annotations.NullMarked;
