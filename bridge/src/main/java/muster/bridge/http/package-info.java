/** Intake over HTTP, for EventBridge's API destinations. */
@NullMarked
package muster.bridge.http;

import org.jspecify.annotations.NullMarked;
