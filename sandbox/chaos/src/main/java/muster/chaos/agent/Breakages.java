package muster.chaos.agent;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.TemporalUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import muster.bridge.forward.Fate;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Outcome;
import muster.schemas.Provenance;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * What each mutant does. The bodies are copied into the methods that they break, so all that they name is public; assigning
 * to the returned value replaces it.
 */
@SuppressWarnings({"UnusedVariable", "ParameterName"}) // what is assigned here is read where it is copied to
public final class Breakages {
    private Breakages() {}

    public static final class ClaimWithoutOwner {
        private ClaimWithoutOwner() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false) Update claim) {
            claim = claim.toBuilder()
                    .conditionExpression(
                            "attribute_not_exists(#hostname) OR #exists = :no OR #exists <> :no" + " OR #rests <= :now")
                    .build();
        }
    }

    public static final class ReleaseWithoutGeneration {
        private ReleaseWithoutGeneration() {}

        @Advice.OnMethodEnter
        static void before(@Advice.Argument(0) Update[] updates) {
            for (int i = 0; i < updates.length; i++) {
                if (updates[i].updateExpression().startsWith("SET #exists = :no")) {
                    updates[i] = updates[i].toBuilder()
                            .conditionExpression(
                                    "attribute_exists(#owner) OR (#owner = :me AND #generation = :claimed)")
                            .build();
                }
            }
        }
    }

    public static final class NoReadCommitted {
        private NoReadCommitted() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return Map<String, Object> consumer) {
            consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        }
    }

    public static final class DeleteBeforeAck {
        private DeleteBeforeAck() {}

        @Advice.OnMethodExit
        static void after(
                @Advice.Argument(1) Fate.Settled whenAcknowledged,
                @Advice.Return(readOnly = false) CompletableFuture<Fate> fate) {
            fate = CompletableFuture.completedFuture(whenAcknowledged);
        }
    }

    public static final class NoLookUp {
        private NoLookUp() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false) Optional<?> found) {
            found = Optional.empty();
        }
    }

    public static final class NoFenceInLedger {
        private NoFenceInLedger() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object entry) {
            entry = newEntry();
        }
    }

    /** The type is known to its package alone. */
    public static Object newEntry() {
        try {
            Constructor<?> constructor =
                    Class.forName("muster.effects.aws.CommandLedger$Entry$New").getDeclaredConstructor(Instant.class);
            constructor.setAccessible(true);
            return constructor.newInstance(Instant.now());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the ledger has changed: mend the mutant", e);
        }
    }

    public static final class HeardLastIsNewest {
        private HeardLastIsNewest() {}

        @Advice.OnMethodEnter
        static void before(@Advice.Argument(value = 1, readOnly = false) Provenance from) {
            from = new Provenance(from.instance(), from.heard(), from.heard(), from.reference());
        }
    }

    public static final class AnsweredHookAskedAgain {
        private AnsweredHookAskedAgain() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false) Outcome outcome) {
            if (outcome instanceof Outcome.AlreadyDone) {
                outcome = new Outcome.NotYet("try again");
            }
        }
    }

    public static final class TimersDropped {
        private TimersDropped() {}

        @Advice.OnMethodExit
        static void after(@Advice.Argument(0) ProcessorContext<Object, Object> context) {
            drop(context.getStateStore("timers"));
        }
    }

    public static void drop(KeyValueStore<Bytes, byte[]> timers) {
        try (var all = timers.all()) {
            all.forEachRemaining(entry -> timers.delete(entry.key));
        }
    }

    public static final class RecordWithoutOwner {
        private RecordWithoutOwner() {}

        @Advice.OnMethodExit
        static void after(@Advice.Argument(0) Collection<?> wanted, @Advice.Return(readOnly = false) Set<?> held) {
            held = new HashSet<>(wanted);
        }
    }

    public static final class BatchWithoutBisect {
        private BatchWithoutBisect() {}

        @Advice.OnMethodExit
        static void after(@Advice.Argument(0) List<?> batch, @Advice.Return(readOnly = false) Collection<?> parts) {
            parts = List.of(batch);
        }
    }

    public static final class PoisonSwallowed {
        private PoisonSwallowed() {}

        /** What has no record is settled at once. */
        @Advice.OnMethodExit
        static void after(
                @Advice.FieldValue("outcome") Fate.Settled outcome, @Advice.Return(readOnly = false) List<?> records) {
            if (outcome instanceof Fate.DeadLettered) {
                records = List.of();
            }
        }
    }

    public static final class ThirdToTheNanosecond {
        private ThirdToTheNanosecond() {}

        @Advice.OnMethodExit
        static void after(@Advice.Argument(0) Hook.Keeping.Kept kept, @Advice.Return(readOnly = false) Duration third) {
            third = kept.timeout().dividedBy(3);
        }
    }

    /** In the place of a time's {@code truncatedTo}. */
    static Method asItIs() {
        try {
            return Breakages.class.getMethod("asItIs", Instant.class, TemporalUnit.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Instant asItIs(Instant time, TemporalUnit unit) {
        return time;
    }

    public static final class OneHookOfTwo {
        private OneHookOfTwo() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(
                @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object decision,
                @Advice.Argument(1) Hook hook) {
            return hasAnEarlierOne(decision, hook);
        }
    }

    /** Whether the life that a launch hook is of had another one before it. */
    public static boolean hasAnEarlierOne(Object decision, Hook hook) {
        return hook.transition() == Hook.Transition.LAUNCHING
                && instance(decision).hooks().values().stream()
                        .anyMatch(other -> other.transition() == Hook.Transition.LAUNCHING
                                && other.passage().equals(hook.passage())
                                && other.token().compareTo(hook.token()) < 0);
    }

    public static final class DenialFails {
        private DenialFails() {}

        @Advice.OnMethodEnter
        static void before(@Advice.Argument(value = 3, readOnly = false) EffectResult result) {
            if (result.outcome() instanceof Outcome.Blocked) {
                result = with(result, new Outcome.Failed("blocked", true));
            }
        }
    }

    public static final class ForeignCommandMatches {
        private ForeignCommandMatches() {}

        @Advice.OnMethodEnter
        static void before(
                @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object decision,
                @Advice.Argument(value = 3, readOnly = false) EffectResult result) {
            if (result.outcome() instanceof Outcome.CommandSent) {
                result = withAnyCommand(decision, result);
            }
        }
    }

    public static EffectResult withAnyCommand(Object decision, EffectResult result) {
        var early = instance(decision).early();
        return early.isEmpty() ? result : with(result, new Outcome.CommandSent(early.firstKey()));
    }

    public static EffectResult with(EffectResult result, Outcome outcome) {
        return new EffectResult(
                result.effect(), result.instance(), result.generation(), outcome, result.at(), result.calls());
    }

    /** The type is known to its package alone. */
    private static Instance instance(Object decision) {
        try {
            Method instance = decision.getClass().getDeclaredMethod("instance");
            instance.setAccessible(true);
            return (Instance) instance.invoke(decision);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the decider has changed: mend the mutant", e);
        }
    }

    public static final class EveryReasonIsLost {
        private EveryReasonIsLost() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object kind) {
            kind = lost((Enum<?>) kind);
        }
    }

    public static Object lost(Enum<?> kind) {
        return kind.name().equals("NONE")
                ? kind
                : Arrays.stream(kind.getDeclaringClass().getEnumConstants())
                        .filter(other -> ((Enum<?>) other).name().equals("LOST"))
                        .findFirst()
                        .orElseThrow();
    }

    public static final class HookAnsweredFirst {
        private HookAnsweredFirst() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Advice.Argument(0) Effect effect) {
            return effect instanceof Effect.UpsertDns;
        }

        @Advice.OnMethodExit
        static void after(@Advice.Enter boolean skipped, @Advice.Return(readOnly = false) Outcome outcome) {
            if (skipped) {
                outcome = new Outcome.Done();
            }
        }
    }
}
