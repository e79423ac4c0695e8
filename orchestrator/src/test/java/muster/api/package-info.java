@NullMarked
package muster.api;

import org.jspecify.annotations.NullMarked;
