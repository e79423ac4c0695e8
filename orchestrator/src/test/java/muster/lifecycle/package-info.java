/** Tests of lifecycles as they are declared. */
@NullMarked
package muster.lifecycle;

import org.jspecify.annotations.NullMarked;
