/** What people and tools can ask over HTTP. Reads, and decides nothing. Its beans are the orchestrator's alone. */
@Configuration
@Requires(property = "muster.program", value = "orchestrator")
@NullMarked
package muster.api;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
