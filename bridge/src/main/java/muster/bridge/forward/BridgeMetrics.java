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

    void ignored() {
        registry.counter("muster.bridge.ignored").increment();
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

    /** A call to receive messages that failed. */
    public void receiveFailed(String intake) {
        registry.counter("muster.bridge.receive.failed", "intake", intake).increment();
    }
}
