package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class StreamFaultsTest {
    private final ConcurrentLinkedQueue<String> counted = new ConcurrentLinkedQueue<>();
    private final StreamFaults.Processing processing = new StreamFaults.Processing();
    private final StreamFaults.Production production = new StreamFaults.Production();

    StreamFaultsTest() {
        var config = new HashMap<String, Object>();
        StreamFaults.handledIn(new Properties(), "letters", new Counting())
                .forEach((key, value) -> config.put(String.valueOf(key), value));
        processing.configure(config);
        production.configure(config);
    }

    @Test
    void known_poison_goes_to_the_dead_letters_with_its_place_and_the_thread_goes_on() {
        var poison = new PoisonException("a signal", new DateTimeException("year 10000000000"));
        var response = processing.handleError(context(), new Record<>("k", "v", 0), poison);
        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
        var letter = response.deadLetterQueueRecords().getFirst();
        assertThat(letter.topic()).isEqualTo("letters");
        assertThat(letter.value()).isEqualTo(bytes("source value"));
        assertThat(letter.headers().lastHeader("muster_reason").value())
                .asString()
                .contains("year 10000000000");
        assertThat(letter.headers().lastHeader("muster_offset").value()).isEqualTo(bytes("7"));
        assertThat(counted).containsExactly("unreadable");
    }

    @Test
    void an_unknown_fault_fails_as_without_a_handler() {
        assertThat(processing
                        .handleError(context(), new Record<>("k", "v", 0), new IllegalStateException("a bug"))
                        .result())
                .isEqualTo(ProcessingExceptionHandler.Result.FAIL);
        assertThat(production
                        .handleError(context(), record("journal", 10), new InvalidTopicException("gone"))
                        .result())
                .isEqualTo(ProductionExceptionHandler.Result.FAIL);
        assertThat(counted).isEmpty();
    }

    @Test
    void a_record_that_is_too_large_for_its_topic_leaves_its_head_and_is_counted() {
        var response = production.handleError(context(), record("journal", 3_000_000), new RecordTooLargeException());
        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.RESUME);
        var letter = response.deadLetterQueueRecords().getFirst();
        assertThat(letter.value()).hasSize(DeadLetters.LARGEST_VALUE);
        assertThat(letter.headers().lastHeader("muster_value_length").value()).isEqualTo(bytes("3000000"));
        assertThat(counted).containsExactly("too large: journal");
    }

    @Test
    void a_dead_letter_that_is_too_large_makes_no_further_one() {
        var response = production.handleError(context(), record("letters", 3_000_000), new RecordTooLargeException());
        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
        assertThat(counted).containsExactly("too large: letters");
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int size) {
        return new ProducerRecord<>(topic, bytes("key"), new byte[size]);
    }

    private static ErrorHandlerContext context() {
        var values = Map.<String, Object>of(
                "topic",
                "source",
                "partition",
                3,
                "offset",
                7L,
                "headers",
                new RecordHeaders(),
                "sourceRawKey",
                bytes("source key"),
                "sourceRawValue",
                bytes("source value"));
        return (ErrorHandlerContext) Proxy.newProxyInstance(
                ErrorHandlerContext.class.getClassLoader(),
                new Class<?>[] {ErrorHandlerContext.class},
                (_, method, _) -> values.get(method.getName()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Counting implements StreamMetrics {
        @Override
        public void recorded(InstanceId instance, InstanceEvent event) {}

        @Override
        public void foreign() {}

        @Override
        public void skipped(String what) {}

        @Override
        public void unreadable() {
            counted.add("unreadable");
        }

        @Override
        public void tooLarge(String topic) {
            counted.add("too large: " + topic);
        }
    }
}
