@NullMarked
package muster.bridge.route;

import org.jspecify.annotations.NullMarked;
