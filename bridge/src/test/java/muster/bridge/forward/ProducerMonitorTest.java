package muster.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProducerMonitorTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private final ProducerMonitor monitor = new ProducerMonitor(clock);

    static Stream<Exception> broken() {
        return Stream.of(
                new ProducerFencedException("x"),
                new InvalidProducerEpochException("x"),
                new OutOfOrderSequenceException("x"),
                new ClusterAuthorizationException("x"),
                new IllegalStateException("Cannot perform operation after producer has been closed"),
                new KafkaException("x", new OutOfOrderSequenceException("y")),
                new KafkaException("Cannot execute transactional method because we are in an error state"));
    }

    static Stream<Exception> refused() {
        return Stream.of(new SaslAuthenticationException("x"), new TopicAuthorizationException("x"));
    }

    static Stream<Exception> passing() {
        return Stream.of(
                new TimeoutException("x"),
                new NotEnoughReplicasException("x"),
                new RecordTooLargeException("x"),
                new KafkaException("x"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_producer_that_keeps_its_error_is_lost_at_once_unless_it_writes_again(Exception failure) {
        monitor.failed(failure);
        assertThat(monitor.fatal()).contains(failure.toString());
        monitor.failed(new TimeoutException("x"));
        assertThat(monitor.fatal()).isPresent();
        monitor.acknowledged();
        assertThat(monitor.fatal()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refusal_is_fatal_once_it_lasts(Exception failure) {
        monitor.failed(failure);
        now = now.plus(Duration.ofMinutes(4));
        monitor.failed(failure);
        assertThat(monitor.fatal()).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(monitor.fatal()).contains(failure.toString());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refusal_that_passes_is_not_fatal(Exception failure) {
        monitor.failed(failure);
        now = now.plus(Duration.ofMinutes(4));
        monitor.acknowledged();
        monitor.failed(failure);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(monitor.fatal()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("passing")
    void an_outage_is_never_fatal(Exception failure) {
        monitor.failed(failure);
        now = now.plus(Duration.ofDays(1));
        monitor.failed(failure);
        assertThat(monitor.fatal()).isEmpty();
    }

    @Test
    void nothing_is_wrong_before_the_first_send() {
        assertThat(monitor.fatal()).isEmpty();
    }
}
