package muster.stream;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which faults end a stream thread. A record that kills its thread kills each process that inherits its partition, so that
 * what is known to be the record's own fault goes to the dead letters. All else fails as it would without this: what is not
 * known may be a bug that has written half of a decision.
 */
public final class StreamFaults {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFaults.class);
    private static final String DEAD_LETTERS = "muster.faults.dead-letters";
    private static final String METRICS = "muster.faults.metrics";

    private StreamFaults() {}

    /** Makes a configuration of Kafka Streams handle them so. */
    public static Properties handledIn(Properties config, String deadLetters, StreamMetrics metrics) {
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, Processing.class);
        config.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, Production.class);
        config.put(DEAD_LETTERS, deadLetters);
        config.put(METRICS, metrics);
        return config;
    }

    private static String deadLetters(Map<String, ?> config) {
        return config.get(DEAD_LETTERS) instanceof String topic ? topic : "";
    }

    private static StreamMetrics metrics(Map<String, ?> config) {
        return config.get(METRICS) instanceof StreamMetrics metrics ? metrics : StreamMetrics.NONE;
    }

    private static ProducerRecord<byte[], byte[]> letter(
            String deadLetters,
            ErrorHandlerContext context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            String reason) {
        var original = context.headers() == null ? new RecordHeaders() : context.headers();
        var headers = DeadLetters.headers(original, key, value, reason);
        DeadLetters.place(headers, String.valueOf(context.topic()), context.partition(), context.offset());
        return new ProducerRecord<>(deadLetters, null, null, DeadLetters.key(key), DeadLetters.value(value), headers);
    }

    /** Made by Kafka Streams. */
    public static final class Processing implements ProcessingExceptionHandler {
        private String deadLetters = "";
        private StreamMetrics metrics = StreamMetrics.NONE;

        @Override
        public void configure(Map<String, ?> config) {
            deadLetters = deadLetters(config);
            metrics = metrics(config);
        }

        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception fault) {
            if (!(fault instanceof PoisonException)) {
                return Response.fail();
            }
            LOG.error(
                    "{}-{}@{} can't be decided and goes to the dead letters",
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    fault);
            metrics.unreadable();
            return Response.resume(List.of(letter(
                    deadLetters,
                    context,
                    context.sourceRawKey(),
                    context.sourceRawValue(),
                    String.valueOf(fault.getMessage()))));
        }
    }

    /** Made by Kafka Streams. */
    public static final class Production implements ProductionExceptionHandler {
        private String deadLetters = "";
        private StreamMetrics metrics = StreamMetrics.NONE;

        @Override
        public void configure(Map<String, ?> config) {
            deadLetters = deadLetters(config);
            metrics = metrics(config);
        }

        @Override
        public Response handleError(
                ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception fault) {
            if (!(fault instanceof RecordTooLargeException)) {
                return Response.fail();
            }
            LOG.error("a record for {} is too large for its topic: {}", record.topic(), fault.getMessage());
            metrics.tooLarge(record.topic());
            if (record.topic().equals(deadLetters)) {
                return Response.resume();
            }
            var reason = "too large for " + record.topic() + ": " + fault.getMessage();
            return Response.resume(List.of(letter(deadLetters, context, record.key(), record.value(), reason)));
        }
    }
}
