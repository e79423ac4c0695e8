package muster.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.Generation;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;

/**
 * What lies outside, in memory: names, records, tags, hosts and hooks. Does what AWS and the adapters promise, and notes
 * each breach of an invariant that it sees. It knows what is true; it has never heard of the decider.
 */
public final class SmallWorld {
    /** One machine as it truly is. */
    public static final class Machine {
        public Ec2State state = Ec2State.PENDING;
        public boolean agent = true;
        /** It has a private IPv4 address. */
        public boolean ipv4 = true;

        public String publicAddress = "";
        public String ipv6Address = "";
        /** What becomes of commands sent to it. */
        public CommandStatus commandsEnd = CommandStatus.SUCCESS;
        /** Where Auto Scaling has it; empty for in no group. */
        public String groupState = "InService";
        /** EC2 shows it. */
        public boolean shown = true;

        /** How often SSM refuses the next commands because it does not take the instance for ready. */
        public int notReady;

        public final Map<String, String> tags = new HashMap<>();
        public final Set<EffectId> markers = new HashSet<>();
        /** Hostnames that its service was started under, in order. */
        public final List<String> starts = new ArrayList<>();
    }

    private record Owner(InstanceId instance, Generation generation) {}

    private final Map<InstanceId, Machine> machines = new HashMap<>();
    private final Map<Hostname, Owner> names = new HashMap<>();
    private final Map<InstanceId, Generation> released = new HashMap<>();
    private final Set<Hostname> leaving = new HashSet<>();
    private final List<DnsRecord> records = new ArrayList<>();
    private final Map<HookToken, Hook.Result> answers = new HashMap<>();
    private final Map<EffectId, CommandId> sent = new HashMap<>();
    private final List<Effect> calls = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private final Map<HookToken, Integer> heartbeats = new HashMap<>();
    private final List<DnsRecord> foreign = new ArrayList<>();
    private final Set<Hostname> takenOut = new HashSet<>();
    private Predicate<HookToken> expired = _ -> false;
    private Function<Effect, Optional<Outcome>> fault = _ -> Optional.empty();
    private Duration hookTimeout = Duration.ofHours(1);

    public Machine machine(InstanceId id) {
        return machines.computeIfAbsent(id, _ -> new Machine());
    }

    /** Auto Scaling waits no more at these hooks. */
    public void expire(Predicate<HookToken> hooks) {
        expired = hooks;
    }

    /** What stands in the way of calls; those that it gives no outcome for are carried out. */
    public void fault(Function<Effect, Optional<Outcome>> inTheWay) {
        fault = inTheWay;
    }

    /** A record that is somebody else's. */
    public void foreign(DnsRecord record) {
        foreign.add(record);
    }

    public List<DnsRecord> foreignRecords() {
        return foreign;
    }

    /** Names that were taken out of the pool. */
    public Set<Hostname> takenOut() {
        return takenOut;
    }

    /** What each name resolves to, over IPv4. */
    public Map<Domain, String> records() {
        return records.stream()
                .filter(record -> record.type() == DnsRecord.Type.A)
                .collect(Collectors.toMap(DnsRecord::name, DnsRecord::value, (a, _) -> a));
    }

    public List<DnsRecord> allRecords() {
        return records;
    }

    /** How long Auto Scaling waits at every hook. */
    public void hookTimeout(Duration timeout) {
        hookTimeout = timeout;
    }

    public int heartbeats(HookToken hook) {
        return heartbeats.getOrDefault(hook, 0);
    }

    public Map<HookToken, Hook.Result> answers() {
        return answers;
    }

    public List<String> breaches() {
        return breaches;
    }

    public List<Effect> calls() {
        return calls;
    }

    public List<Hostname> namesOf(InstanceId id) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().instance().equals(id))
                .map(Map.Entry::getKey)
                .toList();
    }

    public String address(InstanceId id) {
        var hash = id.hashCode() & 0xffff;
        return "10.0." + (hash >> 8) + "." + (hash & 0xff);
    }

    /** Carries out one effect, once more if it is delivered once more. */
    public Outcome run(Effect effect) {
        calls.add(effect);
        return fault.apply(effect).orElseGet(() -> carryOut(effect));
    }

    private Outcome carryOut(Effect effect) {
        var machine = machine(effect.instance());
        return switch (effect) {
            case Effect.DescribeInstance _ ->
                machine.shown
                        ? new Outcome.Described(
                                machine.state,
                                machine.ipv4 ? address(effect.instance()) : "",
                                machine.publicAddress,
                                machine.ipv6Address)
                        : new Outcome.NotShown("EC2 does not show the instance");
            case Effect.ClaimHostname claim -> claim(claim);
            case Effect.ReleaseHostname(var target, var hostname, var claimed, var _, var then) -> {
                if (!new Owner(target.instance(), claimed).equals(names.get(hostname))) {
                    yield new Outcome.AlreadyDone("not ours");
                }
                if (records.stream().anyMatch(record -> record.value().equals(address(target.instance())))) {
                    breaches.add(
                            "I4: " + hostname + " of " + target.instance() + " was freed while its record was there");
                }
                names.remove(hostname);
                leaving.remove(hostname);
                if (then == Effect.ReleaseHostname.Afterwards.TAKEN_OUT) {
                    takenOut.add(hostname);
                    yield new Outcome.Done();
                }
                released.merge(target.instance(), claimed, (a, b) -> a.compareTo(b) > 0 ? a : b);
                yield new Outcome.Done();
            }
            case Effect.UpsertDns(var target, var hostname, var wanted, var replaces) -> {
                if (leaving.contains(hostname)
                        || !new Owner(target.instance(), target.generation()).equals(names.get(hostname))) {
                    yield new Outcome.Fenced("the name is not ours any more");
                }
                if (wanted.stream().anyMatch(record -> foreign.stream().anyMatch(record::isSameSetAs))) {
                    yield new Outcome.NameRefused("a record of somebody else's stands there");
                }
                for (var record : wanted) {
                    records.stream()
                            .filter(there -> there.isSameSetAs(record)
                                    && !there.value().equals(record.value())
                                    && !replaces.contains(there))
                            .forEach(there -> breaches.add("I4: " + there + " was overwritten"));
                }
                wanted.forEach(record -> {
                    records.removeIf(record::isSameSetAs);
                    records.add(record);
                });
                yield new Outcome.Done();
            }
            case Effect.DeleteDns(var target, var gone, var closes, var claimed) -> {
                if (!closes.isEmpty()
                        && new Owner(target.instance(), claimed).equals(names.get(new Hostname(closes)))) {
                    leaving.add(new Hostname(closes));
                }
                yield records.removeAll(gone) ? new Outcome.Done() : new Outcome.AlreadyDone("not there");
            }
            case Effect.TagInstance tag -> {
                machine.tags.putAll(tag.tags());
                yield new Outcome.Done();
            }
            case Effect.CheckAgent _ ->
                machine.state == Ec2State.RUNNING && machine.agent
                        ? new Outcome.AgentOnline()
                        : new Outcome.NotYet("agent offline");
            case Effect.SendCommand command -> send(command, machine);
            case Effect.CheckCommand(var _, var command) -> new Outcome.CommandSeen(command, machine.commandsEnd);
            case Effect.CompleteHook complete -> answer(complete);
            case Effect.LookUpHook _ -> new Outcome.HookFound(hookTimeout, Hook.Result.ABANDON);
            case Effect.KeepHook(var _, var token, var _, var _) -> keep(token);
            case Effect.ReadGroupState _ -> new Outcome.GroupStateSeen(machine.groupState);
        };
    }

    private Outcome claim(Effect.ClaimHostname claim) {
        var me = new Owner(claim.instance(), claim.generation());
        if (released.getOrDefault(claim.instance(), Generation.NONE).compareTo(claim.generation()) >= 0) {
            return new Outcome.Fenced("this generation has given its name back");
        }
        for (var held : namesOf(claim.instance())) {
            names.put(held, me);
            return new Outcome.Claimed(held);
        }
        for (int index = 0; index < claim.pool().size(); index++) {
            var name = claim.pool().name(index);
            if (!takenOut.contains(name) && names.putIfAbsent(name, me) == null) {
                return new Outcome.Claimed(name);
            }
        }
        return new Outcome.NoFreeName("no free name");
    }

    private Outcome send(Effect.SendCommand command, Machine machine) {
        var known = sent.get(command.id());
        if (known != null) {
            return new Outcome.CommandSent(known);
        }
        if (machine.state != Ec2State.RUNNING || !machine.agent || machine.notReady-- > 0) {
            return new Outcome.NotYet("InvalidInstanceId");
        }
        var id = new CommandId("command-" + sent.size());
        sent.put(command.id(), id);
        // what the document is given, as the tag in instance metadata lags
        var hostname = command.parameters().getOrDefault("Hostname", machine.tags.get("Hostname"));
        if (hostname == null) {
            breaches.add("I2: " + command.id() + " was sent to a host without a name");
        } else if (machine.markers.add(command.id())) {
            machine.starts.add(hostname);
        }
        return new Outcome.CommandSent(id);
    }

    private Outcome keep(HookToken token) {
        if (expired.test(token) || answers.containsKey(token)) {
            return new Outcome.AlreadyDone("No active Lifecycle Action found");
        }
        heartbeats.merge(token, 1, Integer::sum);
        return new Outcome.Done();
    }

    private Outcome answer(Effect.CompleteHook complete) {
        if (expired.test(complete.token()) || answers.containsKey(complete.token())) {
            return new Outcome.AlreadyDone("No active Lifecycle Action found");
        }
        answers.put(complete.token(), complete.result());
        if (complete.result() == Hook.Result.ABANDON) {
            machine(complete.instance()).groupState = "Terminating:Wait";
        }
        return new Outcome.Done();
    }
}
