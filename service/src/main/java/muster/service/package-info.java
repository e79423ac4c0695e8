/**
 * What every program of Muster does alike: reads and checks its configuration, and says whether Kafka answers. It has no beans of
 * its own, since several programs may share a class path.
 */
@NullMarked
package muster.service;

import org.jspecify.annotations.NullMarked;
