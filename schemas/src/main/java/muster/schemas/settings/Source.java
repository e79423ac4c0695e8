package muster.schemas.settings;

import java.util.Collection;
import java.util.List;

/**
 * Where configuration comes from, and the keys that are given there.
 *
 * @param name for messages: a path, "the environment"
 */
public record Source(Kind kind, String name, Collection<String> keys) {
    public Source {
        keys = List.copyOf(keys);
    }

    /** Who else writes there decides what an unknown key means. */
    public enum Kind {
        /** Written for Muster alone, in keys. */
        FILE,
        /** Shared with all that runs in this JVM, in keys. */
        SYSTEM_PROPERTIES,
        /** Shared with all that runs on this machine, in names of variables. */
        ENVIRONMENT
    }
}
