@NullMarked
package muster.bridge.event;

import org.jspecify.annotations.NullMarked;
