package muster.orchestrator;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import reactor.core.publisher.Flux;

/** What was true when the HTTP server began to answer. Only where asked for: a rebuild's server has no topology. */
@Singleton
@Requires(property = AtServerStartup.WANTED)
final class AtServerStartup implements ApplicationEventListener<ServerStartupEvent> {
    static final String WANTED = "at-server-startup";

    private final StreamsRuntime streams;
    private final TopologyLiveness topologyAlive;
    private final EffectLiveness effectsAlive;
    private Optional<KafkaStreams.State> topology = Optional.empty();
    private HealthStatus liveness = HealthStatus.UNKNOWN;

    AtServerStartup(StreamsRuntime streams, TopologyLiveness topologyAlive, EffectLiveness effectsAlive) {
        this.streams = streams;
        this.topologyAlive = topologyAlive;
        this.effectsAlive = effectsAlive;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        topology = Optional.of(streams.state());
        var results = Flux.merge(List.of(topologyAlive.getResult(), effectsAlive.getResult()));
        var allUp = results.map(HealthResult::getStatus)
                .all(HealthStatus.UP::equals)
                .block();
        liveness = Boolean.TRUE.equals(allUp) ? HealthStatus.UP : HealthStatus.DOWN;
    }

    KafkaStreams.State topology() {
        return topology.orElseThrow();
    }

    HealthStatus liveness() {
        return liveness;
    }
}
