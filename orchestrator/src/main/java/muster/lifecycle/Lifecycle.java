package muster.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HostnamePool;
import muster.schemas.LifecycleName;
import muster.schemas.StateName;
import muster.schemas.StepName;

/**
 * A lifecycle as declared, checked: every state can be reached and no two transitions apply at once.
 *
 * @param groups globs ({@code *}) of the Auto Scaling groups whose instances go through it
 * @param hooks globs of the lifecycle hooks that Muster answers
 * @param initial the state that each new life begins in
 */
public record Lifecycle(
        LifecycleName name,
        List<String> groups,
        List<String> hooks,
        HostnamePool hostnames,
        Dns dns,
        Service service,
        Waits waits,
        OnReturn onReturn,
        Failure failure,
        StateName initial,
        List<Transition> transitions) {
    public Lifecycle {
        groups = List.copyOf(groups);
        hooks = List.copyOf(hooks);
        transitions = List.copyOf(transitions);
    }

    /** Which of the two addresses of an instance goes into DNS. */
    public enum AddressKind {
        PRIVATE,
        PUBLIC
    }

    /** What becomes of the name when an instance returns to the warm pool. */
    public enum OnReturn {
        RELEASE,
        KEEP
    }

    /**
     * @param zone id of the hosted zone
     * @param ttl of the records, whole seconds
     */
    public record Dns(String zone, Duration ttl, AddressKind address) {}

    /**
     * The document that starts the service.
     *
     * @param parameters beside {@code EffectId}, which is always sent
     */
    public record Service(String document, Map<String, String> parameters) {
        public Service {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * How long the decider waits before it asks again; each wait is a timer that survives restarts.
     *
     * @param instance not visible yet
     * @param running no {@code running} heard
     * @param agent not online yet
     * @param name no free name in the pool
     * @param command no final status heard
     * @param result no result of an effect heard
     */
    public record Waits(
            Duration instance, Duration running, Duration agent, Duration name, Duration command, Duration result) {
        public static final Waits DEFAULT = new Waits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }

    /**
     * When a task has failed for good.
     *
     * @param answer to the launch hook, if it still waits
     */
    public record Failure(Retry retry, Hook.Result answer) {}

    public boolean covers(GroupName group) {
        return groups.stream().anyMatch(glob -> matches(glob, group.value()));
    }

    public boolean answers(HookName hook) {
        return hooks.stream().anyMatch(glob -> matches(glob, hook.value()));
    }

    public Stream<Transition> from(StateName state) {
        return transitions.stream().filter(transition -> transition.source().contains(state));
    }

    /** The trigger of an ongoing transition; empty where the definition has changed since it began. */
    public Optional<Trigger> trigger(StateName from, StateName to, String name) {
        return from(from)
                .filter(transition -> transition.dest().equals(to))
                .flatMap(transition -> transition.triggers().stream())
                .filter(trigger -> trigger.name().equals(name))
                .findFirst();
    }

    /** The task behind a step, wherever it stands. */
    public Optional<Task> task(StepName step) {
        return triggers()
                .flatMap(trigger -> Stream.concat(trigger.before().stream(), trigger.after().stream()))
                .filter(task -> task.step().equals(step))
                .findFirst();
    }

    /** The trigger that a step belongs to. */
    public Optional<Trigger> triggerOf(StepName step) {
        return triggers()
                .filter(trigger -> Stream.concat(trigger.before().stream(), trigger.after().stream())
                        .anyMatch(task -> task.step().equals(step)))
                .findFirst();
    }

    private Stream<Trigger> triggers() {
        return transitions.stream().flatMap(transition -> transition.triggers().stream());
    }

    private static boolean matches(String glob, String text) {
        var pattern = Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(pattern, text);
    }
}
