package muster.bridge.forward;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import muster.bridge.event.Intake;
import muster.bridge.event.Reason;

/** What the bridge counts. Labels are few: intakes, topics, reasons; never an instance. */
@Singleton
public final class BridgeMetrics {
    private final MeterRegistry registry;

    public BridgeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void received(Intake intake) {
        registry.counter("muster.bridge.received", "intake", intake.name()).increment();
    }

    void forwarded(String topic) {
        registry.counter("muster.bridge.forwarded", "topic", topic).increment();
    }

    void ignored(String route) {
        registry.counter("muster.bridge.ignored", "route", route).increment();
    }

    void deadLettered(Reason reason) {
        registry.counter("muster.bridge.dead.lettered", "reason", reason.label())
                .increment();
    }

    void unsettled() {
        registry.counter("muster.bridge.produce.failed").increment();
    }

    /** Messages whose record is on its topic and that SQS will deliver once more, because it did not delete them. */
    public void notDeleted(String intake, int messages) {
        registry.counter("muster.bridge.delete.failed", "intake", intake).increment(messages);
    }

    /**
     * @param what a request to {@code POST /events} came to: taken, unavailable, unauthorized, off, too-large; or a
     *     connection: too-many-connections, too-slow
     */
    public void answered(String what) {
        registry.counter("muster.bridge.http.answers", "answer", what).increment();
    }

    /** A call to receive messages that failed. */
    public void receiveFailed(String intake) {
        registry.counter("muster.bridge.receive.failed", "intake", intake).increment();
    }
}
