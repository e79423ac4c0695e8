package muster.bridge;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Which of the Kafka clients' own metrics become meters. */
@Factory
final class KafkaMeters {
    private static final String CLIENTS = "kafka.";
    private static final String BROKER = "node-id";
    private static final String RECORDS = "kafka.producer.record-";
    private static final String TOPIC = "topic";

    /**
     * Leaves out those of a single connection, and the numbers of records of a single topic: the bridge counts its own. A client
     * reports them under the same names for itself, and Prometheus takes a name with one set of labels only. Without this it is
     * chance which of the two is dropped, with a warning.
     */
    @Singleton
    MeterFilter oneSetOfLabels() {
        return new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                var ofBroker = id.getName().startsWith(CLIENTS) && id.getTag(BROKER) != null;
                var ofTopic = id.getName().startsWith(RECORDS) && id.getTag(TOPIC) != null;
                return ofBroker || ofTopic ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
            }
        };
    }
}
