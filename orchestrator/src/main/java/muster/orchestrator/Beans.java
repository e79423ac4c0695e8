package muster.orchestrator;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import muster.instance.InstanceDecider;
import muster.lifecycle.LifecycleFiles;
import muster.lifecycle.Lifecycles;
import muster.schemas.topic.Topics;
import muster.stream.EventSignals;
import muster.stream.LifecycleTopology;
import muster.stream.StreamMetrics;

/** Puts the parts together. */
@Factory
final class Beans {

    /** The one place that reads the clock; a library on the class path brings a bean of this type too. */
    @Primary
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Singleton
    Topics topics(TopicProperties properties) {
        return Topics.of(properties.settings());
    }

    @Singleton
    Lifecycles lifecycles(LifecycleSettings settings, LifecycleVariables variables) {
        return LifecycleFiles.read(settings.files(), variables::value);
    }

    @Singleton
    InstanceDecider decider(Lifecycles lifecycles) {
        return new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    @Singleton
    LifecycleTopology topology(Topics topics, InstanceDecider decider, KafkaSettings kafka, StreamMetrics metrics) {
        return new LifecycleTopology(topics, new EventSignals(), decider, kafka.tick(), metrics);
    }
}
