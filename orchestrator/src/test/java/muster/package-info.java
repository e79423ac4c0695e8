/** How the packages may depend on each other. */
@NullMarked
package muster;

import org.jspecify.annotations.NullMarked;
