package muster.schemas;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
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

    /**
     * @throws SerializationException for bytes that are no record of this type and version
     * @throws NewerReleaseException for a record of ours that has a kind which this release does not know
     */
    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : reader.readValue(bytes);
        } catch (InvalidTypeIdException unknownKind) {
            throw new NewerReleaseException(
                    "a record of " + topic + " was written by a newer release: " + unknownKind.getOriginalMessage(),
                    unknownKind);
        } catch (IOException unreadable) {
            throw new SerializationException(
                    "can't read a record of " + topic + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
