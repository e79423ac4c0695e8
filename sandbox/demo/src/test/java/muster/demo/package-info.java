@NullMarked
package muster.demo;

import org.jspecify.annotations.NullMarked;
