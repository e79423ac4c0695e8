/** The SSM document, run for real. */
@NullMarked
package muster.ssm;

import org.jspecify.annotations.NullMarked;
