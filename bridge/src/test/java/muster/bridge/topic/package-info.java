@NullMarked
package muster.bridge.topic;

import org.jspecify.annotations.NullMarked;
