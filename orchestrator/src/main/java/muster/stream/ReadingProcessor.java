package muster.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import muster.schemas.InstanceId;
import muster.schemas.Signal;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, signals out. What cannot be read, or lies under another instance's key and would reach another task than its
 * state, or is beyond what a journal entry can hold, goes to the dead letters with its bytes; nothing stops.
 */
final class ReadingProcessor extends ContextualProcessor<byte @Nullable [], byte @Nullable [], Object, Object> {
    private final SignalReader reader;
    private final StreamMetrics metrics;

    ReadingProcessor(SignalReader reader, StreamMetrics metrics) {
        this.reader = reader;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte @Nullable [], byte @Nullable []> record) {
        var value = record.value();
        if (value == null) {
            bury(record, "no value: a tombstone means nothing on this topic");
            return;
        }
        switch (read(value, Instant.ofEpochMilli(record.timestamp()))) {
            case Reading.Read(var signals) -> forward(record, value.length, signals);
            case Reading.Skipped(var what) -> metrics.skipped(what);
            case Reading.Elsewhere(var reason) -> {
                metrics.elsewhere(reason);
                bury(record, reason);
            }
            case Reading.Unreadable(var reason) -> bury(record, reason);
        }
    }

    /** A reader only reads: whatever it stumbles over is in the bytes. */
    private Reading read(byte[] value, Instant heard) {
        try {
            return reader.read(value, heard);
        } catch (RuntimeException stumbled) {
            return new Reading.Unreadable("can't be read: " + stumbled);
        }
    }

    private void forward(Record<byte @Nullable [], byte @Nullable []> record, int length, List<Signal> signals) {
        for (var signal : signals) {
            var id = signal.from().instance();
            if (isKeyOf(id, record.key())) {
                var refusal = SignalLimits.refusal(signal, length);
                if (refusal.isPresent()) {
                    bury(record, refusal.get());
                    return;
                }
                context().forward(new Record<>(id, signal, record.timestamp()), Nodes.DECIDE);
                return;
            }
        }
        bury(
                record,
                "the key is not the id of the instance that the value speaks of, "
                        + signals.stream()
                                .map(signal -> signal.from().instance().value())
                                .collect(Collectors.joining(", ")));
    }

    private static boolean isKeyOf(InstanceId id, byte @Nullable [] key) {
        return key != null && new String(key, StandardCharsets.UTF_8).equals(id.value());
    }

    private void bury(Record<byte @Nullable [], byte @Nullable []> record, String reason) {
        var headers = DeadLetters.headers(record.headers(), record.key(), record.value(), reason);
        context()
                .recordMetadata()
                .ifPresent(from -> DeadLetters.place(headers, from.topic(), from.partition(), from.offset()));
        metrics.unreadable();
        var letter = new Record<Object, Object>(
                DeadLetters.key(record.key()), DeadLetters.value(record.value()), record.timestamp(), headers);
        context().forward(letter, Nodes.TO_DEAD_LETTERS);
    }
}
