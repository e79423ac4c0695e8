@NullMarked
package muster.checker;

import org.jspecify.annotations.NullMarked;
