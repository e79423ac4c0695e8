package muster.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import muster.schemas.InstanceId;
import muster.schemas.Signal;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, signals out. What cannot be read, or lies under another instance's key and would reach another task than its
 * state, goes to the dead letters with its bytes; nothing stops.
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
        switch (reader.read(value, Instant.ofEpochMilli(record.timestamp()))) {
            case Reading.Read(var signals) -> forward(record, signals);
            case Reading.Skipped(var what) -> metrics.skipped(what);
            case Reading.Unreadable(var reason) -> bury(record, reason);
        }
    }

    private void forward(Record<byte @Nullable [], byte @Nullable []> record, List<Signal> signals) {
        for (var signal : signals) {
            var id = signal.from().instance();
            if (isKeyOf(id, record.key())) {
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
        var headers = new RecordHeaders(record.headers().toArray());
        headers.add("muster_reason", reason.getBytes(StandardCharsets.UTF_8));
        context().recordMetadata().ifPresent(from -> {
            headers.add("muster_topic", from.topic().getBytes(StandardCharsets.UTF_8));
            headers.add("muster_partition", Integer.toString(from.partition()).getBytes(StandardCharsets.UTF_8));
            headers.add("muster_offset", Long.toString(from.offset()).getBytes(StandardCharsets.UTF_8));
        });
        metrics.unreadable();
        context().forward(record.withHeaders(headers), Nodes.TO_DEAD_LETTERS);
    }
}
