@NullMarked
package muster.bridge.sqs;

import org.jspecify.annotations.NullMarked;
