package muster.bridge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What the bridge demands of its way to Kafka; the same key as the orchestrator's.
 *
 * @param plaintextAllowed whether Kafka on another machine may be reached without TLS; otherwise the start is refused
 */
@ConfigurationProperties("muster.kafka")
record KafkaProperties(@Bindable(defaultValue = "false") boolean plaintextAllowed) {}
