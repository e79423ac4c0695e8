/** The effects as calls to AWS: the only package that knows the SDK. Each call may come twice and takes effect once. */
@NullMarked
package muster.effects.aws;

import org.jspecify.annotations.NullMarked;
