@NullMarked
package muster.bridge;

import org.jspecify.annotations.NullMarked;
