package muster.bridge.sqs;

/** Whether Kafka answers at all: there is no sense in receiving what can go nowhere. */
@FunctionalInterface
public interface Reachability {
    /** Waits for the answer, some seconds at most. */
    boolean kafkaAnswers();
}
