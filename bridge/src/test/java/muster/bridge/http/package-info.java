@NullMarked
package muster.bridge.http;

import org.jspecify.annotations.NullMarked;
