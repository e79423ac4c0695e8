/** Lifecycles as they are declared: what instances of some Auto Scaling groups go through. Knows no Kafka and no AWS. */
@NullMarked
package muster.lifecycle;

import org.jspecify.annotations.NullMarked;
