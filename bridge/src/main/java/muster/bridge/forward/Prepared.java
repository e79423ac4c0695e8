package muster.bridge.forward;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Something received that was read and routed, and is not yet sent. */
public final class Prepared {
    private final List<ProducerRecord<@Nullable String, byte[]>> records;
    private final Fate.Settled outcome;
    private final Supplier<ProducerRecord<@Nullable String, byte[]>> ifTooLarge;

    /**
     * @param records none where it is ignored
     * @param outcome once Kafka has acknowledged them all
     * @param ifTooLarge what takes the place of a record that is larger than Kafka takes
     */
    Prepared(
            List<ProducerRecord<@Nullable String, byte[]>> records,
            Fate.Settled outcome,
            Supplier<ProducerRecord<@Nullable String, byte[]>> ifTooLarge) {
        this.records = List.copyOf(records);
        this.outcome = outcome;
        this.ifTooLarge = ifTooLarge;
    }

    List<ProducerRecord<@Nullable String, byte[]>> records() {
        return records;
    }

    Fate.Settled outcome() {
        return outcome;
    }

    ProducerRecord<@Nullable String, byte[]> ifTooLarge() {
        return ifTooLarge.get();
    }
}
