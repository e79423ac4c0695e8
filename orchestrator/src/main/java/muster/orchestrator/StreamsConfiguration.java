package muster.orchestrator;

import java.util.Properties;
import muster.schemas.topic.TopicAdmin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How Kafka Streams runs the topology. */
public final class StreamsConfiguration {
    private static final int LINGER_MS = 50;

    /** Some tens of states. */
    private static final int BATCH_BYTES = 64 * 1024;

    /**
     * States of some thousand instances. All of it may be left to write when a transaction is committed, which has to be done
     * before the transaction is aborted: half of what the producer's own buffer may hold then.
     */
    private static final long REBUILD_CACHE_BYTES = 16L << 20;

    private StreamsConfiguration() {}

    /** For a rebuild, which nobody waits for record by record: an instance is written once for each large transaction. */
    public static Properties ofRebuild(KafkaSettings settings, StoreMemory memory) {
        var config = of(settings, memory);
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Math.max(settings.threads(), 2));
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000L);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, REBUILD_CACHE_BYTES);
        config.remove(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return config;
    }

    /** @param memory that the stores share; close it after them */
    public static Properties of(KafkaSettings settings, StoreMemory memory) {
        var config = new Properties();
        config.putAll(settings.properties());
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.Sharing.class);
        config.put(StoreMemory.KEY, memory);
        // else a fault of the store for readers would be handled in another way than all others
        config.put("processing.exception.handler.global.enabled", true);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // MSK has no brokers yet that know the newer protocol
        config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // shorter than the default of 100 ms: the thread sees a record as soon as it is committed
        config.put(StreamsConfig.POLL_MS_CONFIG, 10L);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
        // a commit sends at once what lingers, so that this delays nothing and makes fewer requests of many records
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        // what the topics take
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), TopicAdmin.MAX_MESSAGE_BYTES);
        // a changelog's end is found by a fetch that waits for more: half a second by default, for one task after the
        // other
        config.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        // likewise for the store for readers, one partition after the other, at each start; but this one goes on to
        // read, so that a shorter wait would ask an idle broker all the time
        config.put(StreamsConfig.globalConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        // a process that died without a word holds its tasks until then
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 12_000);
        if (!settings.instanceId().isEmpty()) {
            config.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instanceId());
        }
        return config;
    }
}
