package muster.instance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
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
        public final Map<String, String> tags = new HashMap<>();
        public final Set<EffectId> markers = new HashSet<>();
        /** Hostnames that its service was started under, in order. */
        public final List<String> starts = new ArrayList<>();
    }

    private record Owner(InstanceId instance, Generation generation) {}

    private final Map<InstanceId, Machine> machines = new HashMap<>();
    private final Map<Hostname, Owner> names = new HashMap<>();
    private final Map<InstanceId, Generation> released = new HashMap<>();
    private final Map<Domain, String> records = new HashMap<>();
    private final Map<HookToken, Hook.Result> answers = new HashMap<>();
    private final Map<EffectId, CommandId> sent = new HashMap<>();
    private final List<Effect> calls = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private Predicate<HookToken> expired = _ -> false;

    public Machine machine(InstanceId id) {
        return machines.computeIfAbsent(id, _ -> new Machine());
    }

    /** Auto Scaling waits no more at these hooks. */
    public void expire(Predicate<HookToken> hooks) {
        expired = hooks;
    }

    public Map<Domain, String> records() {
        return records;
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
        var machine = machine(effect.instance());
        return switch (effect) {
            case Effect.DescribeInstance _ -> new Outcome.Described(machine.state, address(effect.instance()), "");
            case Effect.ClaimHostname claim -> claim(claim);
            case Effect.ReleaseHostname(var target, var hostname, var claimed, var _) -> {
                if (!new Owner(target.instance(), claimed).equals(names.get(hostname))) {
                    yield new Outcome.AlreadyDone("not ours");
                }
                if (records.values().contains(address(target.instance()))) {
                    breaches.add("I4: " + hostname + " was freed while its record was there");
                }
                names.remove(hostname);
                released.merge(target.instance(), claimed, (a, b) -> a.compareTo(b) > 0 ? a : b);
                yield new Outcome.Done();
            }
            case Effect.UpsertDns(var target, var hostname, var dns) -> {
                if (!new Owner(target.instance(), target.generation()).equals(names.get(hostname))) {
                    yield new Outcome.Fenced("the name is not ours any more");
                }
                records.put(dns.name(), dns.address());
                yield new Outcome.Done();
            }
            case Effect.DeleteDns(var _, var dns) ->
                records.remove(dns.name(), dns.address()) ? new Outcome.Done() : new Outcome.AlreadyDone("not there");
            case Effect.TagInstance tag -> {
                machine.tags.putAll(tag.tags());
                yield new Outcome.Done();
            }
            case Effect.CheckAgent _ ->
                machine.state == Ec2State.RUNNING && machine.agent
                        ? new Outcome.AgentOnline()
                        : new Outcome.NotYet("agent offline");
            case Effect.SendCommand command -> send(command, machine);
            case Effect.CheckCommand(var _, var command) -> new Outcome.CommandSeen(command, CommandStatus.SUCCESS);
            case Effect.CompleteHook complete -> answer(complete);
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
            if (names.putIfAbsent(name, me) == null) {
                return new Outcome.Claimed(name);
            }
        }
        return new Outcome.NotYet("no free name");
    }

    private Outcome send(Effect.SendCommand command, Machine machine) {
        var known = sent.get(command.id());
        if (known != null) {
            return new Outcome.CommandSent(known);
        }
        if (machine.state != Ec2State.RUNNING || !machine.agent) {
            return new Outcome.NotYet("InvalidInstanceId");
        }
        var id = new CommandId("command-" + sent.size());
        sent.put(command.id(), id);
        var hostname = machine.tags.get("Hostname");
        if (hostname == null) {
            breaches.add("I2: " + command.id() + " was sent to a host without a name");
        } else if (machine.markers.add(command.id())) {
            machine.starts.add(hostname);
        }
        return new Outcome.CommandSent(id);
    }

    private Outcome answer(Effect.CompleteHook complete) {
        if (expired.test(complete.token()) || answers.containsKey(complete.token())) {
            return new Outcome.AlreadyDone("No active Lifecycle Action found");
        }
        answers.put(complete.token(), complete.result());
        return new Outcome.Done();
    }
}
