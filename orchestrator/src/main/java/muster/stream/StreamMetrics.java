package muster.stream;

import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;

/** What the topology counts. Never with an instance id as a label. */
public interface StreamMetrics {
    StreamMetrics NONE = new StreamMetrics() {
        @Override
        public void recorded(InstanceId instance, InstanceEvent event) {}

        @Override
        public void foreign() {}

        @Override
        public void skipped(String what) {}

        @Override
        public void unreadable() {}
    };

    /** An event went to the journal. The instance is for logs, not for labels. */
    void recorded(InstanceId instance, InstanceEvent event);

    /** A signal about an instance that is not ours changed nothing. */
    void foreign();

    /** A record of a kind that decides nothing. */
    void skipped(String what);

    /** A record went to the dead letters. */
    void unreadable();

    /**
     * A record of another account or region went to the dead letters.
     *
     * @param reason for a person
     */
    default void elsewhere(String reason) {}

    /** A record for one of Muster's own topics was too large, and its head went to the dead letters instead. */
    default void tooLarge(String topic) {}
}
