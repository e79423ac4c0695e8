package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What becomes of a stream thread's death, and how loud it is told. */
@Isolated
class UncaughtErrorsTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(UncaughtErrors.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final UncaughtErrors errors = new UncaughtErrors(() -> now);

    @BeforeEach
    void listen() {
        told.start();
        log.addAppender(told);
    }

    @AfterEach
    void stop() {
        log.detachAppender(told);
    }

    private StreamThreadExceptionResponse dies(Throwable failure) {
        return errors.handle(failure);
    }

    @Test
    void a_bug_is_an_error_and_the_fourth_within_five_minutes_stops_the_topology() {
        var bug = new IllegalStateException("a bug");
        for (int death = 0; death < 3; death++) {
            assertThat(dies(bug)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(dies(bug)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(told.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.ERROR);
    }

    @Test
    void deaths_that_lie_apart_are_got_over() {
        for (int death = 0; death < 10; death++) {
            assertThat(dies(new IllegalStateException())).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            now = now.plus(Duration.ofMinutes(2));
        }
    }

    @Test
    void a_transaction_that_kafka_has_ended_is_no_error_of_ours() {
        var ended = new StreamsException("commit", new InvalidTxnStateException("ended"));
        assertThat(dies(ended)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(told.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    }

    @Test
    void a_topic_that_some_broker_does_not_know_yet_is_waited_for_and_a_deleted_one_stops_the_topology() {
        var missing = new MissingSourceTopicException("One or more source topics were missing during rebalance");
        for (int second = 0; second < 59; second++) {
            assertThat(dies(missing)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            now = now.plusSeconds(1);
        }
        assertThat(told.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
        var answers = new ArrayList<StreamThreadExceptionResponse>();
        for (int second = 0; second < 10; second++) {
            answers.add(dies(missing));
            now = now.plusSeconds(1);
        }
        assertThat(answers.getLast()).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        now = now.plus(Duration.ofHours(1));
        assertThat(dies(missing)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
}
