/** A stand-in for AWS: speaks the wire protocols of the services that Muster uses, and plays the world behind them. */
@NullMarked
package muster.awssim;

import org.jspecify.annotations.NullMarked;
