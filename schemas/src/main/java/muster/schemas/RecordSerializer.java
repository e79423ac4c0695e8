package muster.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes one type of record as JSON; null, Kafka's tombstone, stays null. */
final class RecordSerializer<T> implements Serializer<@Nullable T> {
    private final ObjectWriter writer;

    RecordSerializer(ObjectWriter writer) {
        this.writer = writer;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        try {
            return value == null ? null : writer.writeValueAsBytes(value);
        } catch (JsonProcessingException unwritable) {
            throw new SerializationException("can't write a record for " + topic, unwritable);
        }
    }
}
