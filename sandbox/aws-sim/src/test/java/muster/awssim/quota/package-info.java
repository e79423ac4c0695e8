@NullMarked
package muster.awssim.quota;

import org.jspecify.annotations.NullMarked;
