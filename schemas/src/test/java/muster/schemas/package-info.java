/** Tests of the records that travel. */
@NullMarked
package muster.schemas;

import org.jspecify.annotations.NullMarked;
