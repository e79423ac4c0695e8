package muster.stream;

import java.time.Instant;

/** Makes a signal of the bytes of one kind of input topic. Pure and thread-safe. */
@FunctionalInterface
public interface SignalReader {
    /** @param heard the record's timestamp */
    Reading read(byte[] value, Instant heard);
}
