@NullMarked
package muster.schemas.topic;

import org.jspecify.annotations.NullMarked;
