package muster.bridge.forward;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Something received that was read and routed, and is not yet sent. */
public final class Prepared {
    private final List<ProducerRecord<@Nullable String, byte[]>> records;
    private final Fate.Settled outcome;

    /**
     * @param records none where it is ignored
     * @param outcome once Kafka has acknowledged them all
     */
    Prepared(List<ProducerRecord<@Nullable String, byte[]>> records, Fate.Settled outcome) {
        this.records = List.copyOf(records);
        this.outcome = outcome;
    }

    List<ProducerRecord<@Nullable String, byte[]>> records() {
        return records;
    }

    Fate.Settled outcome() {
        return outcome;
    }
}
