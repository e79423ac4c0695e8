/** EventBridge: the events of AWS, the rules that match them, and how they reach their targets. */
@NullMarked
package muster.awssim.events;

import org.jspecify.annotations.NullMarked;
