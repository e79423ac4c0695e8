/**
 * The bridge: intake (SQS, file) → unwrap → route → forward to Kafka.
 *
 * <p>Its beans exist only in a context that says so: another program of Muster's may have these classes on its class
 * path without starting a second bridge.
 */
@Configuration
@Requires(property = Program.PROPERTY, value = BridgeApplication.NAME)
@NullMarked
package muster.bridge;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import muster.service.Program;
import org.jspecify.annotations.NullMarked;
