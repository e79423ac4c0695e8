/** The main job, whole, in one JVM: a story of some hosts, a live table of it, and a verdict. */
@NullMarked
package muster.demo;

import org.jspecify.annotations.NullMarked;
