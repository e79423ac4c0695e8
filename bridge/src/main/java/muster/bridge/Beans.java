package muster.bridge;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What comes from outside our code. */
@Factory
final class Beans {

    /** The one place that reads the clock; a library on the class path brings a bean of this type too. */
    @Primary
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
