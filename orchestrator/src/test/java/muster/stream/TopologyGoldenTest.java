package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import muster.instance.InstanceDecider;
import muster.instance.ValidatorLifecycle;
import muster.schemas.topic.Topics;
import org.junit.jupiter.api.Test;

class TopologyGoldenTest {
    /**
     * A changed description means other sub-topologies, nodes or stores: a running fleet's state may no longer be found.
     * Where the change is meant, write what an upgrade has to do into docs/decisions and replace the file.
     */
    @Test
    void the_topology_does_not_change_by_accident() throws IOException {
        var topology = new LifecycleTopology(
                        Topics.defaults(),
                        new EventSignals(),
                        new InstanceDecider(ValidatorLifecycle.alone(), InstanceDecider.Retention.DEFAULT),
                        Duration.ofMillis(100),
                        DrainedCommits.NONE,
                        Backlog.NONE,
                        StreamMetrics.NONE)
                .build();
        try (var golden = TopologyGoldenTest.class.getResourceAsStream("/expected-topology.txt")) {
            assertThat(golden).as("expected-topology.txt").isNotNull();
            assertThat(topology.describe().toString())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
