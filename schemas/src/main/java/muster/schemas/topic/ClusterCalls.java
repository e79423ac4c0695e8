package muster.schemas.topic;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Calls of an admin client that are repeated while their failure may pass: an admin client gives up on some retriable errors at
 * the first, such as a topic that its controller has created and that this broker does not know yet.
 *
 * @param timeout for each call with all its repetitions
 */
record ClusterCalls(Duration timeout) {
    /** Between two tries. A broker learns of a new topic within milliseconds. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * Makes the call until it has an answer.
     *
     * @param what the call is for, in the words of its failure: "list topics"
     * @throws TimeoutException where the cluster gave no answer at all in time
     * @throws KafkaException with the cluster's own error as cause, where there was one that does not pass, or that has not
     *     passed in time
     */
    <T> T answer(String what, Supplier<KafkaFuture<T>> call) {
        var end = System.nanoTime() + timeout.toNanos();
        Optional<KafkaException> answered = Optional.empty();
        while (true) {
            try {
                return call.get().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException refused) {
                var failure = new KafkaException("could not " + what + ": " + refused.getCause(), refused.getCause());
                if (!(refused.getCause() instanceof TimeoutException)) {
                    answered = Optional.of(failure);
                }
                if (!(refused.getCause() instanceof RetriableException) || System.nanoTime() - end >= 0) {
                    // what the cluster has answered before says more than that its last answer was late
                    throw answered.orElse(failure);
                }
            } catch (java.util.concurrent.TimeoutException late) {
                throw answered.orElseGet(
                        () -> new TimeoutException("no answer within " + timeout + " to: " + what, late));
            } catch (InterruptedException stopped) {
                throw new InterruptException(stopped);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
