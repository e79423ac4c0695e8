/** The bridge's view of the topic list: configuration, and the check at the start. */
@NullMarked
package muster.bridge.topic;

import org.jspecify.annotations.NullMarked;
