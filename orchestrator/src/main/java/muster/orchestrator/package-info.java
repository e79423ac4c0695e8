/**
 * The program: configuration, wiring, start and stop. The only place that reads a clock or the environment.
 *
 * <p>Its beans exist only in a context that says so: another program of Muster's may have these classes on its class path.
 */
@Configuration
@Requires(property = Program.PROPERTY, value = OrchestratorApplication.NAME)
@NullMarked
package muster.orchestrator;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import muster.service.Program;
import org.jspecify.annotations.NullMarked;
