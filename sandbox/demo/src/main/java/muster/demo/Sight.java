package muster.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import muster.awssim.world.Ec2State;
import muster.awssim.world.InstanceView;
import muster.awssim.world.World;
import muster.schemas.Hook;
import muster.schemas.Instance;

/** One host as AWS and Muster see it at a moment. */
record Sight(Host host, Optional<InstanceView> aws, Optional<Instance> muster, boolean forgotten) {
    /** The last state of the validator's lifecycle. */
    private static final String LAST_STATE = "serving";

    static Sight of(Host host, World world, MusterView view) {
        return new Sight(
                host,
                host.instance().flatMap(world::find),
                host.instance().flatMap(view::find),
                host.instance().filter(view::hasForgotten).isPresent());
    }

    /** At rest in the warm pool, with the hook that brought it there answered. */
    boolean isPooled() {
        return lifecycle()
                        .filter(state -> state.equals("Warmed:Running") || state.equals("Warmed:Stopped"))
                        .isPresent()
                && muster.filter(known -> known.life() instanceof Instance.Life.Pooled)
                        .isPresent();
    }

    /** In service in the life that the story has begun last, and started as far as Muster knows. */
    boolean isServing() {
        return lifecycle().filter("InService"::equals).isPresent()
                && muster.filter(known -> known.generation().number() == host.lives())
                        .filter(known -> known.progress() instanceof Instance.Progress.Resting resting
                                && resting.state().value().equals(LAST_STATE))
                        .isPresent();
    }

    boolean isGone() {
        return aws.filter(seen -> seen.state() == Ec2State.TERMINATED).isPresent()
                && (forgotten
                        || muster.filter(known -> known.life() instanceof Instance.Life.Gone)
                                .isPresent());
    }

    /** In service, and neither named nor taken for ours. */
    boolean isUntouched() {
        return lifecycle().filter("InService"::equals).isPresent()
                && aws.filter(seen -> !seen.tags().containsKey("Hostname")).isPresent()
                && muster.filter(Instance::isOurs).isEmpty();
    }

    /** In service, with a reason why its lifecycle cannot go on. */
    boolean isParked() {
        return lifecycle().filter("InService"::equals).isPresent()
                && muster.filter(known -> known.progress() instanceof Instance.Progress.Parked)
                        .isPresent();
    }

    /** Without a free name, and its hook kept open by a heartbeat meanwhile. */
    boolean isKeptWaiting() {
        return muster.filter(known -> known.name() instanceof Instance.Name.Awaited).stream()
                .flatMap(known -> known.hooks().values().stream())
                .anyMatch(hook -> hook.keeping() instanceof Hook.Keeping.Kept kept
                        && kept.deadline().isAfter(hook.since().plus(kept.timeout())));
    }

    boolean isAtItsEnding() {
        return host.isPlayed()
                && switch (host.part().ending()) {
                    case SERVING -> isServing();
                    case PARKED -> isParked();
                    case GONE -> isGone();
                    case UNTOUCHED -> isUntouched();
                }
                && muster.filter(known -> !known.awaited().isEmpty()).isEmpty();
    }

    String hostname() {
        return muster.filter(known -> known.name() instanceof Instance.Name.Held)
                .map(known -> ((Instance.Name.Held) known.name()).hostname().value())
                .orElse("");
    }

    String ec2() {
        return aws.map(seen -> seen.state().text()).orElse("");
    }

    Optional<String> lifecycle() {
        return aws.flatMap(InstanceView::lifecycle);
    }

    /** Where Muster has it, in words. */
    String step() {
        if (forgotten) {
            return "forgotten";
        }
        return muster.map(known -> switch (known.life()) {
                    case Instance.Life.Unseen unseen -> "not ours";
                    case Instance.Life.Unmanaged unmanaged -> "not managed";
                    case Instance.Life.Pooled pooled -> "in the pool";
                    case Instance.Life.Ending ending -> "giving back";
                    case Instance.Life.Gone gone -> "gone";
                    case Instance.Life.Active active ->
                        known.name() instanceof Instance.Name.Awaited
                                ? "waits for a free name"
                                : step(known.progress());
                })
                .orElse("");
    }

    private static String step(Instance.Progress progress) {
        return switch (progress) {
            case Instance.Progress.Outside outside -> "outside";
            case Instance.Progress.Resting resting -> resting.state().value();
            case Instance.Progress.Moving moving -> moving.state() + " → " + moving.to();
            case Instance.Progress.Parked parked -> "parked: " + parked.reason();
        };
    }

    /** What keeps it from its ending, for whoever looks into a story that stalled. */
    String whyItWaits() {
        List<String> facts = new ArrayList<>();
        facts.add("waits for " + host.waitsFor());
        aws.ifPresent(seen -> facts.add("EC2 says " + seen.state().text() + ", Auto Scaling "
                + seen.lifecycle().orElse("nothing") + ", its agent is "
                + (seen.agentOnline() ? "online" : "offline")));
        facts.add(muster.map(known -> "Muster has it at '" + step() + "' in generation " + known.generation()
                        + ", awaits "
                        + (known.awaited().isEmpty()
                                ? "no result"
                                : known.awaited().keySet())
                        + ", timers " + (known.timers().isEmpty() ? "none" : known.timers()))
                .orElse(forgotten ? "Muster has forgotten it" : "Muster has not heard of it"));
        return String.join("; ", facts);
    }
}
