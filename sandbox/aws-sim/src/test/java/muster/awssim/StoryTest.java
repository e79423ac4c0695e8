package muster.awssim;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Spread;
import muster.awssim.events.SimEvent;
import muster.awssim.world.GroupSpec;

/** What an instance goes through, as the story that its events tell. */
abstract class StoryTest extends SimTest {
    static final Duration BOOT = Duration.ofMillis(500);

    static GroupSpec group() {
        // longer than any hook takes to open, so that the order of the story is known
        return hooked().withBoot(Spread.of(BOOT));
    }

    String warm() {
        String id = world.launchIntoPool(GROUP);
        settle();
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();
        events.clear();
        return id;
    }

    String inService() {
        String id = world.launchDirect(GROUP);
        settle();
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();
        events.clear();
        return id;
    }

    void answer(String id, String hook, String result) {
        events.clear();
        clients.autoScaling()
                .completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(hook)
                        .instanceId(id)
                        .lifecycleActionResult(result));
    }

    Optional<String> lifecycle(String id) {
        return world.instance(id).lifecycle();
    }

    List<String> lifecycles(String id) {
        return sim.journal().entries("lifecycle-state").stream()
                .filter(line -> line.instance().equals(id))
                .map(line -> line.text("state"))
                .toList();
    }

    SimEvent hookEvent(String id) {
        return events.stream()
                .filter(event -> event.isLaunchHook() && event.isAbout(id))
                .findFirst()
                .orElseThrow();
    }

    /** As story, and forgets what was told. */
    List<String> told(String id) {
        List<String> told = story(id);
        events.clear();
        return told;
    }

    List<String> story(String id) {
        List<String> story = new ArrayList<>();
        for (SimEvent event : events) {
            if (event.isAbout(id)) {
                story.add(line(event));
            }
        }
        return story;
    }

    static String line(SimEvent event) {
        JsonNode detail = event.detail();
        String way = detail.path("Origin").asText("") + ">"
                + detail.path("Destination").asText("");
        if (event.isLaunchHook()) {
            return "launching " + way;
        }
        if (event.isTerminateHook()) {
            return "terminating " + way;
        }
        return detail.has("state") ? detail.path("state").asText() : event.detailType() + " " + way;
    }
}
