/** The scenarios, each as a story that is told to the topology. */
@NullMarked
package muster.stream;

import org.jspecify.annotations.NullMarked;
