/** Says for each event which topic it goes to, and which instance it is about. */
@NullMarked
package muster.bridge.route;

import org.jspecify.annotations.NullMarked;
