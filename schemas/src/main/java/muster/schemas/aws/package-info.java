/** The events of AWS as EventBridge sends them, read with suspicion. Routed by source and detail type, never by a topic's name. */
@NullMarked
package muster.schemas.aws;

import org.jspecify.annotations.NullMarked;
