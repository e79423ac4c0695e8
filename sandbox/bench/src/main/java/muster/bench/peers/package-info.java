/** The same small work on Muster and on what else would do it: durable workflows in a library, and on a server. */
@NullMarked
package muster.bench.peers;

import org.jspecify.annotations.NullMarked;
