package muster.schemas;

import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads one type of record from JSON; null, Kafka's tombstone, stays null. */
final class RecordDeserializer<T> implements Deserializer<@Nullable T> {
    private final ObjectReader reader;

    RecordDeserializer(ObjectReader reader) {
        this.reader = reader;
    }

    /** @throws SerializationException for bytes that are no record of this type and version */
    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : reader.readValue(bytes);
        } catch (IOException unreadable) {
            throw new SerializationException(
                    "can't read a record of " + topic + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
