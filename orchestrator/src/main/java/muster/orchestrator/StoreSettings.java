package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import muster.schemas.settings.Range;

/**
 * How much memory the stores take outside of the heap, all of them together.
 *
 * @param memory [MiB] of blocks that were read, of their indexes and of what is not yet written to files; 16 or more, and
 *     more than the write buffers
 * @param writeBuffers [MiB] of these for what is not yet written to files; 8 or more. Each store and partition has one:
 *     with less than 1 MiB for each, files are many and small
 */
@ConfigurationProperties("muster.stores")
public record StoreSettings(
        @Bindable(defaultValue = "128") int memory,
        @Bindable(defaultValue = "48") int writeBuffers) {
    private static final int LEAST_MEMORY = 16;
    private static final int LEAST_BUFFERS = 8;

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public StoreSettings {
        Range.atLeast("muster.stores.memory", memory, LEAST_MEMORY);
        Range.atLeast("muster.stores.write-buffers", writeBuffers, LEAST_BUFFERS);
        if (memory <= writeBuffers) {
            throw new IllegalArgumentException("muster.stores.memory: '" + memory
                    + "' (expected: more than muster.stores.write-buffers, which is " + writeBuffers + ")");
        }
    }
}
