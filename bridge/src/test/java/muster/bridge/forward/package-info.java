@NullMarked
package muster.bridge.forward;

import org.jspecify.annotations.NullMarked;
