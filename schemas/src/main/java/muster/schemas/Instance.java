package muster.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that is known of one instance: the fold of its events.
 *
 * @param v version of this form, 1
 * @param sequence how many events it is the fold of
 * @param host what was learnt of the machine
 * @param life where it is between its launch and its end
 * @param generation the newest life's
 * @param newestLife when the hook of the newest life, or of the newest entry into the pool, was opened
 * @param newestEnd when the newest terminate hook was opened; a launch that is older opens no life
 * @param hooks by token; closed ones are kept while a duplicate may come
 * @param name which hostname it holds
 * @param dns which records of ours may exist
 * @param tagged the hostname that its tags carry; empty before
 * @param command the last command sent to it in this generation
 * @param progress where it stands in its declared lifecycle
 * @param awaited effects asked for whose results have not come
 * @param tries requests per step in this generation
 * @param timers by name, when due
 */
public record Instance(
        int v,
        InstanceId id,
        long sequence,
        Host host,
        Life life,
        Generation generation,
        Instant newestLife,
        Instant newestEnd,
        SortedMap<HookToken, Hook> hooks,
        Name name,
        Dns dns,
        String tagged,
        Command command,
        Progress progress,
        SortedMap<EffectId, Awaited> awaited,
        SortedMap<StepName, Tries> tries,
        SortedMap<TimerName, Instant> timers) {
    public static final int VERSION = 1;

    public Instance {
        Refusal.unlessVersion("instance", v, VERSION);
        hooks = Collections.unmodifiableSortedMap(new TreeMap<>(hooks));
        awaited = Collections.unmodifiableSortedMap(new TreeMap<>(awaited));
        tries = Collections.unmodifiableSortedMap(new TreeMap<>(tries));
        timers = Collections.unmodifiableSortedMap(new TreeMap<>(timers));
    }

    /** An instance of which nothing is known. */
    public static Instance unseen(InstanceId id) {
        return new Instance(
                VERSION,
                id,
                0,
                Host.UNKNOWN,
                new Life.Unseen(),
                Generation.NONE,
                Instant.EPOCH,
                Instant.EPOCH,
                Collections.emptySortedMap(),
                new Name.None(),
                new Dns.None(),
                "",
                new Command.None(),
                new Progress.Outside(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    /** Whether a group or a hook of ours has made this instance our concern. */
    @JsonIgnore
    public boolean isOurs() {
        return !(life instanceof Life.Unseen) || !hooks.isEmpty();
    }

    public Builder change() {
        return new Builder(this);
    }

    /**
     * What was learnt of the machine.
     *
     * @param privateAddress empty before it was described
     * @param publicAddress empty before it was described, or where it has none
     * @param ipv6Address empty before it was described, or where it has none
     * @param settled whether the addresses were read while it ran and it has not stopped since: a stop takes the public
     *     one away
     */
    public record Host(
            Ec2 ec2,
            String privateAddress,
            String publicAddress,
            String ipv6Address,
            boolean settled,
            boolean agentOnline) {
        static final Host UNKNOWN = unread(new Ec2.Unknown());

        /** A machine of which only the state is known. */
        public static Host unread(Ec2 ec2) {
            return new Host(ec2, "", "", "", false, false);
        }

        public Host at(Ec2 newEc2) {
            return new Host(newEc2, privateAddress, publicAddress, ipv6Address, settled, agentOnline);
        }

        public Host withAddresses(String newPrivate, String newPublic, String newIpv6, boolean whileRunning) {
            return new Host(ec2, newPrivate, newPublic, newIpv6, whileRunning, agentOnline);
        }

        public Host unsettled() {
            return new Host(ec2, privateAddress, publicAddress, ipv6Address, false, agentOnline);
        }

        public Host withAgent(boolean online) {
            return new Host(ec2, privateAddress, publicAddress, ipv6Address, settled, online);
        }

        @JsonIgnore
        public boolean isAt(Ec2State state) {
            return ec2 instanceof Ec2.Seen(var seen, var _) && seen == state;
        }

        @JsonIgnore
        public boolean isAtItsEnd() {
            return ec2 instanceof Ec2.Seen(var seen, var _) && seen.isFinal();
        }

        @JsonIgnore
        public boolean isDescribed() {
            return !privateAddress.isEmpty();
        }
    }

    /** The EC2 state last known. Kept as long as the instance is known: the join has no window. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Ec2 {
        record Unknown() implements Ec2 {}

        record Seen(Ec2State state, Instant at) implements Ec2 {}
    }

    /** Where an instance is between its launch and its end. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Life {
        /** No hook of ours has named it. */
        record Unseen() implements Life {}

        record Pooled(GroupName group, LifecycleName lifecycle, Instant since) implements Life {}

        record Active(GroupName group, LifecycleName lifecycle, Instant since) implements Life {}

        /** What it holds is being given back. */
        record Ending(GroupName group, LifecycleName lifecycle, Place to, boolean keepsName, Instant since)
                implements Life {}

        record Gone(Instant since) implements Life {}
    }

    /** Which hostname the instance holds. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Name {
        record None() implements Name {}

        /** Every name of the pool is taken. */
        record Awaited(HostnamePool pool, Instant since) implements Name {}

        record Held(Hostname hostname, Generation claimed, HostnamePool pool) implements Name {}
    }

    /** Which records of ours may exist. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Dns {
        record None() implements Dns {}

        /**
         * Asked for: they may exist, whether or not the answer has come. While a record is being changed, what it said
         * before stands here beside what it shall say.
         */
        record Present(List<DnsRecord> records) implements Dns {
            public Present {
                records = List.copyOf(records);
            }
        }
    }

    /** The last command sent in this generation. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Command {
        record None() implements Command {}

        record Sent(CommandId id, StepName step, Instant at) implements Command {}

        record Ended(CommandId id, StepName step, CommandStatus status) implements Command {}
    }

    /** Where the instance stands in its declared lifecycle. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Progress {
        /** Not in the active group. */
        record Outside() implements Progress {}

        record Resting(StateName state) implements Progress {}

        /** @param left tasks that are not done yet */
        record Moving(StateName state, StateName to, String trigger, List<StepName> left) implements Progress {
            public Moving {
                left = List.copyOf(left);
            }
        }

        record Parked(StateName state, String reason) implements Progress {}
    }

    /** @param attempt how often this very effect was asked for */
    public record Awaited(Effect effect, int attempt, Instant since) {}

    /**
     * @param rounds requests so far; the next effect id counts one more
     * @param unclear whether the last round failed, and may have taken effect all the same: then it is asked for again
     *     under its own id, by which its adapter finds what it has done
     */
    public record Tries(int rounds, int failures, boolean unclear) {
        public static final Tries NONE = new Tries(0, 0, false);

        public Tries failed() {
            return new Tries(rounds, failures + 1, true);
        }

        /** The round that is asked for next. */
        public int nextRound() {
            return unclear ? rounds : rounds + 1;
        }
    }

    /** The hooks that wait for an answer nobody has asked for yet, in one direction. */
    public Optional<Hook> owed(Hook.Transition transition) {
        return hooks.values().stream()
                .filter(hook -> hook.transition() == transition && hook.isOwed())
                .findFirst();
    }

    public int roundsOf(StepName step) {
        return tries.getOrDefault(step, Tries.NONE).rounds();
    }

    /** Copies one instance into the next. Used by evolve alone. */
    public static final class Builder {
        private final Instance from;
        private Host host;
        private Life life;
        private Generation generation;
        private Instant newestLife;
        private Instant newestEnd;
        private final TreeMap<HookToken, Hook> hooks;
        private Name name;
        private Dns dns;
        private String tagged;
        private Command command;
        private Progress progress;
        private final TreeMap<EffectId, Awaited> awaited;
        private final TreeMap<StepName, Tries> tries;
        private final TreeMap<TimerName, Instant> timers;

        private Builder(Instance from) {
            this.from = from;
            host = from.host;
            life = from.life;
            generation = from.generation;
            newestLife = from.newestLife;
            newestEnd = from.newestEnd;
            hooks = new TreeMap<>(from.hooks);
            name = from.name;
            dns = from.dns;
            tagged = from.tagged;
            command = from.command;
            progress = from.progress;
            awaited = new TreeMap<>(from.awaited);
            tries = new TreeMap<>(from.tries);
            timers = new TreeMap<>(from.timers);
        }

        public Builder host(Host value) {
            host = value;
            return this;
        }

        public Builder life(Life value) {
            life = value;
            return this;
        }

        public Builder generation(Generation value) {
            generation = value;
            return this;
        }

        public Builder newestLife(Instant value) {
            newestLife = value;
            return this;
        }

        public Builder newestEnd(Instant value) {
            newestEnd = value;
            return this;
        }

        public Builder name(Name value) {
            name = value;
            return this;
        }

        public Builder dns(Dns value) {
            dns = value;
            return this;
        }

        public Builder tagged(String value) {
            tagged = value;
            return this;
        }

        public Builder command(Command value) {
            command = value;
            return this;
        }

        public Builder progress(Progress value) {
            progress = value;
            return this;
        }

        public Builder hooks(Consumer<SortedMap<HookToken, Hook>> edit) {
            edit.accept(hooks);
            return this;
        }

        public Builder awaited(Consumer<SortedMap<EffectId, Awaited>> edit) {
            edit.accept(awaited);
            return this;
        }

        public Builder tries(Consumer<SortedMap<StepName, Tries>> edit) {
            edit.accept(tries);
            return this;
        }

        public Builder timers(Consumer<SortedMap<TimerName, Instant>> edit) {
            edit.accept(timers);
            return this;
        }

        /** The next state, one event later. */
        public Instance build() {
            return new Instance(
                    VERSION,
                    from.id,
                    from.sequence + 1,
                    host,
                    life,
                    generation,
                    newestLife,
                    newestEnd,
                    hooks,
                    name,
                    dns,
                    tagged,
                    command,
                    progress,
                    awaited,
                    tries,
                    timers);
        }
    }
}
