package muster.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import muster.awssim.world.InstanceView;
import muster.checker.Evidence.Standing;
import muster.harness.Watch;

/** Whether all has come to rest: no hook open, nobody on the way, and nothing left to read. */
final class Rest {
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final Stage stage;
    private final MusterApi api;
    private final Gathering gathering;
    private final InstantSource clock = InstantSource.system();

    Rest(Stage stage) {
        this.stage = stage;
        this.api = new MusterApi(stage.http());
        this.gathering = new Gathering(stage);
    }

    /** @return whether it came to rest in time, and stayed there for some seconds */
    boolean await(Duration limit) {
        return new Watch(limit).untilItHeldFor(QUIET, this::isCalm);
    }

    private boolean isCalm() {
        boolean hooksAreAnswered = stage.aws().world().instances().stream()
                .noneMatch(instance -> instance.lifecycle().orElse("").contains(":Wait"));
        return hooksAreAnswered
                && allAreDelivered()
                && stage.programs().allMatch(Program::isReady)
                && allStand()
                && gathering.unread() == 0;
    }

    /** An event can be on its way for longer than everything else takes: that of a hook that runs out before it is known. */
    private boolean allAreDelivered() {
        Instant now = clock.instant();
        return stage.aws().journal().entries("event-emitted").stream()
                .noneMatch(event -> event.field("deliveries").asInt() > 0
                        && event.at()
                                .plusMillis(event.field("delayMillis").asLong())
                                .isAfter(now));
    }

    private boolean allStand() {
        Optional<Map<String, Standing>> known =
                api.standings(stage.orchestrators().getFirst());
        return known.isPresent()
                && stage.aws().world().instances().stream()
                        .filter(instance -> !instance.group().equals("billing"))
                        .allMatch(instance -> stands(instance, known.get().get(instance.id())));
    }

    private static boolean stands(InstanceView instance, @org.jspecify.annotations.Nullable Standing standing) {
        if (standing == null) {
            return instance.state().isEnd();
        }
        if (instance.state().isEnd()) {
            return !standing.life().equals("active") && standing.waitsFor().equals("nothing");
        }
        return standing.parked()
                || standing.state().equals("serving")
                || standing.life().equals("pooled")
                || (standing.waitsFor().equals("agent") && !instance.agentOnline());
    }
}
