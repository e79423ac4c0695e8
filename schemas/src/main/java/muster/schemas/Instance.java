package muster.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
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
 * @param answer what the hooks of the newest launch get
 * @param membership where Auto Scaling had it when it was last seen there
 * @param strays names that it holds and must give back, since no life of it uses them
 * @param early statuses of commands that came while a command was being sent whose id was not known yet
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
        SortedMap<TimerName, DueTime> timers,
        @Added LaunchAnswer answer,
        @Added Membership membership,
        @Added SortedMap<Hostname, Stray> strays,
        @Added SortedMap<CommandId, CommandStatus> early) {
    public static final int VERSION = 1;

    public Instance {
        Refusal.unlessVersion("instance", v, VERSION);
        hooks = Collections.unmodifiableSortedMap(new TreeMap<>(hooks));
        awaited = Collections.unmodifiableSortedMap(new TreeMap<>(awaited));
        tries = Collections.unmodifiableSortedMap(new TreeMap<>(tries));
        timers = Collections.unmodifiableSortedMap(new TreeMap<>(timers));
        answer = answer == null ? LaunchAnswer.OWED : answer;
        membership = membership == null ? Membership.UNKNOWN : membership;
        strays = strays == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(strays));
        early = early == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(early));
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
                Collections.emptySortedMap(),
                LaunchAnswer.OWED,
                Membership.UNKNOWN,
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
     * @param missingSince when EC2 was first asked and did not show it; {@link Instant#EPOCH} where it did
     * @param endReported when an event last told of its end that EC2 has not confirmed; {@link Instant#EPOCH} where none did
     * @param endDoubted when EC2 first showed it alive after that report; {@link Instant#EPOCH} where it did not
     */
    public record Host(
            Ec2 ec2,
            String privateAddress,
            String publicAddress,
            String ipv6Address,
            boolean settled,
            boolean agentOnline,
            @Added Instant missingSince,
            @Added Instant endReported,
            @Added Instant endDoubted) {
        public Host {
            missingSince = missingSince == null ? Instant.EPOCH : missingSince;
            endReported = endReported == null ? Instant.EPOCH : endReported;
            endDoubted = endDoubted == null ? Instant.EPOCH : endDoubted;
        }

        static final Host UNKNOWN = unread(new Ec2.Unknown());

        /** A machine of which only the state is known. */
        public static Host unread(Ec2 ec2) {
            return new Host(ec2, "", "", "", false, false, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
        }

        /** For a new life: its addresses must be read again. */
        public Host unread() {
            return new Host(ec2, "", "", "", false, false, Instant.EPOCH, endReported, endDoubted);
        }

        public Host at(Ec2 newEc2) {
            return new Host(
                    newEc2,
                    privateAddress,
                    publicAddress,
                    ipv6Address,
                    settled,
                    agentOnline,
                    missingSince,
                    endReported,
                    endDoubted);
        }

        public Host withAddresses(String newPrivate, String newPublic, String newIpv6, boolean whileRunning) {
            return new Host(
                    ec2,
                    newPrivate,
                    newPublic,
                    newIpv6,
                    whileRunning,
                    agentOnline,
                    Instant.EPOCH,
                    endReported,
                    endDoubted);
        }

        public Host unsettled() {
            return read(false, agentOnline);
        }

        public Host withAgent(boolean online) {
            return read(settled, online);
        }

        private Host read(boolean isSettled, boolean isOnline) {
            return new Host(
                    ec2,
                    privateAddress,
                    publicAddress,
                    ipv6Address,
                    isSettled,
                    isOnline,
                    missingSince,
                    endReported,
                    endDoubted);
        }

        public Host missingSince(Instant time) {
            return shown(time, endReported, endDoubted);
        }

        /** A report is newer than every doubt. */
        public Host endReported(Instant time) {
            return shown(missingSince, time, Instant.EPOCH);
        }

        /** EC2 shows it alive, for the first time since its end was reported. */
        public Host endDoubted(Instant time) {
            return shown(Instant.EPOCH, endReported, endDoubted.equals(Instant.EPOCH) ? time : endDoubted);
        }

        /** EC2 has gone on to show it alive. */
        public Host endRefuted() {
            return shown(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
        }

        private Host shown(Instant missing, Instant reported, Instant doubted) {
            return new Host(
                    ec2, privateAddress, publicAddress, ipv6Address, settled, agentOnline, missing, reported, doubted);
        }

        @JsonIgnore
        public boolean isMissing() {
            return !missingSince.equals(Instant.EPOCH);
        }

        @JsonIgnore
        public boolean isAt(Ec2State state) {
            return ec2 instanceof Ec2.Seen(var seen, var _) && seen == state;
        }

        @JsonIgnore
        public boolean isAtItsEnd() {
            return ec2 instanceof Ec2.Seen(var seen, var _) && seen.isFinal();
        }

        /** Whether an event has told of its end, and EC2 has neither confirmed nor refuted it. */
        @JsonIgnore
        public boolean isEndInDoubt() {
            return !endReported.equals(Instant.EPOCH) && !isAtItsEnd();
        }

        /** The one that the table of instances shows: private IPv4, or IPv6 where it has no other. */
        public String address() {
            return privateAddress.isEmpty() ? ipv6Address : privateAddress;
        }

        @JsonIgnore
        public boolean isDescribed() {
            return !privateAddress.isEmpty() || !ipv6Address.isEmpty();
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

        /** In a group that a lifecycle covers, but no hook of its launch was ever seen: nothing is done to it. */
        record Unmanaged(GroupName group, LifecycleName lifecycle, Instant since) implements Life {}

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

        /** @param from what it was doing; where that is unknown it rests at the state */
        record Parked(StateName state, String reason, @Added Progress from) implements Progress {
            public Parked {
                from = from == null ? new Resting(state) : from;
            }
        }
    }

    /** What the hooks of a launch get, whenever they are known. */
    public enum LaunchAnswer {
        OWED,
        CONTINUE,
        ABANDON
    }

    /** @param state as Auto Scaling names it, such as {@code InService}; empty where no group has the instance */
    public record Membership(String state, Instant at) {
        public static final Membership UNKNOWN = new Membership("", Instant.EPOCH);

        @JsonIgnore
        public boolean isKnown() {
            return !at.equals(Instant.EPOCH);
        }
    }

    /** @param rest before it can be claimed again */
    public record Stray(Generation claimed, Duration rest, Effect.ReleaseHostname.Afterwards then) {}

    /** @param attempt how often this very effect was asked for */
    public record Awaited(Effect effect, int attempt, Instant since) {}

    /**
     * @param rounds requests so far; the next effect id counts one more
     * @param unclear whether the last round failed, and may have taken effect all the same: then it is asked for again
     *     under its own id, by which its adapter finds what it has done
     * @param block what stood in its way at last
     * @param before rounds before the lifecycle began again within the generation
     */
    public record Tries(
            int rounds,
            int failures,
            boolean unclear,
            @Added Block block,
            @Added Integer before) {
        public static final Tries NONE = new Tries(0, 0, false, Block.NONE, 0);

        public Tries {
            block = block == null ? Block.NONE : block;
            before = before == null ? 0 : before;
        }

        public Tries requested(int round) {
            return new Tries(round, failures, false, block, before);
        }

        public Tries failed() {
            return new Tries(rounds, failures + 1, true, Block.NONE, before);
        }

        public Tries blocked(Outcome.Fault fault, String reason, String remedy) {
            return new Tries(rounds, failures, true, new Block(block.times() + 1, fault, reason, remedy), before);
        }

        /** Nothing stands in its way any more. */
        public Tries unblocked() {
            return new Tries(rounds, failures, unclear, Block.NONE, before);
        }

        /** The next request is a new one, also where the end of the last one is not known. */
        public Tries restarted() {
            return new Tries(rounds, 0, false, Block.NONE, rounds);
        }

        /** How often the round under way was asked for. */
        public int attempts() {
            return failures + block.times();
        }

        /** The round that is asked for next. */
        public int nextRound() {
            return unclear ? rounds : rounds + 1;
        }
    }

    /**
     * A fault that says nothing about the machine.
     *
     * @param times in a row
     * @param remedy what ends it; empty where it passes by itself
     */
    public record Block(int times, Outcome.Fault fault, String reason, String remedy) {
        public static final Block NONE = new Block(0, Outcome.Fault.SURROUNDINGS, "", "");
    }

    /** The hooks that wait for an answer nobody has asked for yet, in one direction. */
    public Optional<Hook> owed(Hook.Transition transition) {
        return hooks.values().stream()
                .filter(hook -> hook.transition() == transition && hook.isOwed())
                .findFirst();
    }

    /** Requests of the step since the lifecycle began. */
    public int roundsOf(StepName step) {
        var so = tries.getOrDefault(step, Tries.NONE);
        return so.rounds() - so.before();
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
        private final TreeMap<TimerName, DueTime> timers;
        private LaunchAnswer answer;
        private Membership membership;
        private final TreeMap<Hostname, Stray> strays;
        private final TreeMap<CommandId, CommandStatus> early;

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
            answer = from.answer;
            membership = from.membership;
            strays = new TreeMap<>(from.strays);
            early = new TreeMap<>(from.early);
        }

        public Builder answer(LaunchAnswer value) {
            answer = value;
            return this;
        }

        public Builder membership(Membership value) {
            membership = value;
            return this;
        }

        public Builder strays(Consumer<SortedMap<Hostname, Stray>> edit) {
            edit.accept(strays);
            return this;
        }

        public Builder early(Consumer<SortedMap<CommandId, CommandStatus>> edit) {
            edit.accept(early);
            return this;
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

        public Builder timers(Consumer<SortedMap<TimerName, DueTime>> edit) {
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
                    timers,
                    answer,
                    membership,
                    strays,
                    early);
        }
    }
}
