package muster.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.schemas.CommandStatus;
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
 * @param service the document that starts the service; it is also sent {@code Hostname}
 * @param onDetach what becomes of the name of an instance that is detached from its group and runs on
 * @param onRetain what becomes of the name of an instance that its group retains after a terminate hook, and that runs on
 * @param initial the state that each new life begins in
 */
public record Lifecycle(
        LifecycleName name,
        List<String> groups,
        List<String> hooks,
        HostnamePool hostnames,
        List<Dns> dns,
        Document service,
        Waits waits,
        OnReturn onReturn,
        Afterwards onDetach,
        Afterwards onRetain,
        Failure failure,
        StateName initial,
        List<Transition> transitions) {
    public Lifecycle {
        groups = List.copyOf(groups);
        hooks = List.copyOf(hooks);
        dns = List.copyOf(dns);
        transitions = List.copyOf(transitions);
    }

    /** Which address of an instance goes into a record: the first two into A, the third into AAAA. */
    public enum AddressKind {
        PRIVATE,
        PUBLIC,
        IPV6
    }

    /** What becomes of the name of a machine that runs on outside of its group's capacity. */
    public enum Afterwards {
        KEEP,
        RELEASE
    }

    /** What becomes of the name when an instance returns to the warm pool. */
    public enum OnReturn {
        RELEASE,
        KEEP
    }

    /**
     * One record set of the name.
     *
     * @param zone id of the hosted zone
     * @param ttl of the records, whole seconds
     * @param reverse id of the zone that takes the PTR record; empty for none
     */
    public record Dns(String zone, Duration ttl, AddressKind address, String reverse) {
        boolean writesTheSameSetAs(Dns other) {
            return zone.equals(other.zone) && (address == AddressKind.IPV6) == (other.address == AddressKind.IPV6);
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
     * When a task has failed for good, or the time is over.
     *
     * @param answer to the launch hook, if it still waits
     * @param deadline how long a life may take to the state that no transition leaves (where there is none: to the answer
     *     of its launch hook), at most 48 h
     * @param resend final statuses after which a command is sent again, as often as its trigger's retry says; after any
     *     other the life has failed
     */
    public record Failure(Retry retry, Hook.Result answer, Duration deadline, Set<CommandStatus> resend) {
        /** The document that starts the service does no harm when it runs twice, so not to know is reason enough. */
        public static final Failure DEFAULT = new Failure(
                Retry.DEFAULT,
                Hook.Result.ABANDON,
                Duration.ofHours(1),
                Arrays.stream(CommandStatus.values())
                        .filter(status -> status.meaning() == CommandStatus.Meaning.DID_NOT_RUN
                                || status.meaning() == CommandStatus.Meaning.UNKNOWN)
                        .collect(Collectors.toUnmodifiableSet()));

        public Failure {
            resend = Set.copyOf(resend);
        }

        /** Sending again helps neither where it has succeeded or goes on, nor where somebody must change something first. */
        static boolean mayBeResent(CommandStatus status) {
            return switch (status.meaning()) {
                case DID_NOT_RUN, UNKNOWN, FAILED -> true;
                case UNDER_WAY, SUCCEEDED, MISCONFIGURED -> false;
            };
        }
    }

    public boolean covers(GroupName group) {
        return groups.stream().anyMatch(glob -> matches(glob, group.value()));
    }

    public boolean answers(HookName hook) {
        return hooks.stream().anyMatch(glob -> matches(glob, hook.value()));
    }

    /** Whether the lifecycle knows the state: an instance may stand in one that an earlier form of the file declared. */
    public boolean declares(StateName state) {
        return state.equals(initial)
                || transitions.stream()
                        .anyMatch(transition -> transition.dest().equals(state)
                                || transition.source().contains(state));
    }

    /** Whether no transition leaves the state: the life has come to where it was to come. */
    public boolean isFinal(StateName state) {
        return declares(state) && from(state).findAny().isEmpty();
    }

    public boolean hasFinalState() {
        return transitions.stream().map(Transition::dest).anyMatch(this::isFinal);
    }

    /** Whether a record says an address that a stop takes away. */
    public boolean publishesPublicAddress() {
        return dns.stream().anyMatch(it -> it.address() == AddressKind.PUBLIC);
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
