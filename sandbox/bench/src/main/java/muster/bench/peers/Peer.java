package muster.bench.peers;

import java.util.Map;

/** Something that joins two events and then makes four calls: where it keeps its state, and how events get there. */
interface Peer extends AutoCloseable {
    /** As in the report. */
    String name();

    /** Whether what it has acknowledged outlives all of its processes. */
    boolean durable();

    /** Whether what it has acknowledged is on the disk, and not only with the operating system. */
    boolean fsync();

    /**
     * Hands an event over; returns when the peer answers for it, or sooner where it takes events in batches. Thread-safe.
     *
     * @throws Exception where it does not take it
     */
    void send(long life, Part part) throws Exception;

    /** Takes up work in this JVM, once at most. It ends when the peer is closed. */
    void work(Calls calls) throws Exception;

    /** What {@link Worker} needs to know to take up work in a JVM of its own. */
    Map<String, String> worker();

    @Override
    void close() throws Exception;
}
