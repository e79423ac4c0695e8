/** The world behind the wire: groups, instances, hosts, commands and DNS. It knows nothing of HTTP. */
@NullMarked
package muster.awssim.world;

import org.jspecify.annotations.NullMarked;
