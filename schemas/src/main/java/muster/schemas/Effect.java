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
     * @param then whether it can be claimed again at all
     */
    record ReleaseHostname(
            Target target,
            Hostname hostname,
            Generation claimed,
            Duration rest,
            @Added Afterwards then) implements Effect {
        public ReleaseHostname {
            then = then == null ? Afterwards.FREE : then;
        }

        /** Of a name that can be claimed again. */
        public ReleaseHostname(Target target, Hostname hostname, Generation claimed, Duration rest) {
            this(target, hostname, claimed, rest, Afterwards.FREE);
        }

        /** What becomes of a name that its instance does not hold any more. */
        public enum Afterwards {
            FREE,
            /** Marked as existing without an owner, because it is of no use: an operator frees it. */
            TAKEN_OUT
        }
    }

    /**
     * @param hostname whose owner is checked before the records are written
     * @param replaces records of this instance that may exist and may be overwritten; any other one is not Muster's
     */
    record UpsertDns(
            Target target,
            Hostname hostname,
            List<DnsRecord> records,
            @Added List<DnsRecord> replaces) implements Effect {
        public UpsertDns {
            records = List.copyOf(records);
            replaces = replaces == null ? List.of() : List.copyOf(replaces);
        }

        /** Where no record of the instance exists yet. */
        public UpsertDns(Target target, Hostname hostname, List<DnsRecord> records) {
            this(target, hostname, records, List.of());
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

    /**
     * @param parameters of the document; the adapter adds none
     * @param version of the document; empty for its default version
     * @param hash of that version, SHA-256 in hexadecimal; empty where it is not pinned
     * @param timeout for the command to reach the host, 30 s to 30 days (Systems Manager API reference, SendCommand)
     */
    record SendCommand(
            Target target,
            String document,
            Map<String, String> parameters,
            @Added String version,
            @Added String hash,
            @Added Duration timeout)
            implements Effect {
        /** SendCommand's own default. */
        public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

        public SendCommand {
            parameters = Map.copyOf(parameters);
            version = version == null ? "" : version;
            hash = hash == null ? "" : hash;
            timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        }

        /** The document's default version, and the default timeout. */
        public SendCommand(Target target, String document, Map<String, String> parameters) {
            this(target, document, parameters, "", "", DEFAULT_TIMEOUT);
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
