@NullMarked
package muster.bridge.file;

import org.jspecify.annotations.NullMarked;
