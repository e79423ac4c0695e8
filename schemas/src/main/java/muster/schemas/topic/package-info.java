/** The one list of the topics that Muster's programs share, and the code that creates and verifies them. */
@NullMarked
package muster.schemas.topic;

import org.jspecify.annotations.NullMarked;
