@NullMarked
package muster.chaos;

import org.jspecify.annotations.NullMarked;
