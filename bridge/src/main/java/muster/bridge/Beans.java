package muster.bridge;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What comes from outside our code. */
@Factory
final class Beans {

    /** The one place that reads the clock. */
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
