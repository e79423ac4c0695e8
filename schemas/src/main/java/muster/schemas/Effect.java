package muster.schemas;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A request to change, or to ask, the world outside Kafka. Carries all that the call needs: an adapter reads no state of
 * the orchestrator.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Effect {
    Target target();

    default EffectId id() {
        return target().id();
    }

    default InstanceId instance() {
        return target().instance();
    }

    default Generation generation() {
        return target().generation();
    }

    /** Whose life, which step of it, and the how-manieth request of that step. */
    record Target(InstanceId instance, Generation generation, StepName step, int round) {
        public EffectId id() {
            return EffectId.of(instance, generation, step, round);
        }
    }

    /** Its state and addresses. */
    record DescribeInstance(Target target) implements Effect {}

    /** @param address what {@code InstanceIp} shall say */
    record ClaimHostname(Target target, HostnamePool pool, String address) implements Effect {}

    /**
     * @param claimed the generation that the name was claimed in: a later claim is not touched
     * @param rest how long the name then waits before it can be claimed again
     */
    record ReleaseHostname(Target target, Hostname hostname, Generation claimed, Duration rest) implements Effect {}

    /** @param hostname whose owner is checked before the records are written */
    record UpsertDns(Target target, Hostname hostname, List<DnsRecord> records) implements Effect {
        public UpsertDns {
            records = List.copyOf(records);
        }
    }

    /**
     * @param closes the hostname that is being given back: from here on nobody writes a record for it, also no process that
     *     was paused and has an older UPSERT in its hands; empty where the name stays
     * @param claimed the generation that the name was claimed in
     */
    record DeleteDns(Target target, List<DnsRecord> records, String closes, Generation claimed) implements Effect {
        public DeleteDns {
            records = List.copyOf(records);
        }

        /** Of a name that stays. */
        public DeleteDns(Target target, List<DnsRecord> records) {
            this(target, records, "", Generation.NONE);
        }
    }

    record TagInstance(Target target, Map<String, String> tags) implements Effect {
        public TagInstance {
            tags = Map.copyOf(tags);
        }
    }

    /** Whether the SSM agent takes commands. */
    record CheckAgent(Target target) implements Effect {}

    /** @param parameters of the document; the adapter adds none */
    record SendCommand(Target target, String document, Map<String, String> parameters) implements Effect {
        public SendCommand {
            parameters = Map.copyOf(parameters);
        }
    }

    record CheckCommand(Target target, CommandId command) implements Effect {}

    record CompleteHook(Target target, HookToken token, HookName hook, GroupName group, Hook.Result result)
            implements Effect {}

    /** How long Auto Scaling waits at a hook, and what it does then. */
    record LookUpHook(Target target, HookName hook, GroupName group) implements Effect {}

    /** Starts a hook's timeout anew. */
    record KeepHook(Target target, HookToken token, HookName hook, GroupName group) implements Effect {}

    /** Where Auto Scaling has the instance, after a hook was closed by another hand. */
    record ReadGroupState(Target target) implements Effect {}
}
