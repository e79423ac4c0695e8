package muster.chaos.agent;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/**
 * A way to break the system. Each takes away one thing that the promise rests on; a chaos run that does not notice it has a
 * hole.
 */
public enum Mutant {
    CLAIM_WITHOUT_OWNER(
            "a name is claimed whether or not somebody owns it",
            woven("muster.effects.aws.Hostnames", Breakages.ClaimWithoutOwner.class, named("take"))),
    RELEASE_WITHOUT_GENERATION(
            "a name is released whoever owns it, in whatever generation",
            woven("muster.effects.aws.Hostnames", Breakages.ReleaseWithoutGeneration.class, named("write"))),
    NO_READ_COMMITTED(
            "effects of aborted transactions are carried out",
            woven("muster.orchestrator.EffectRuntime", Breakages.NoReadCommitted.class, named("consumer"))),
    DELETE_BEFORE_ACK(
            "messages are deleted from SQS before Kafka has acknowledged them",
            woven(
                    "muster.bridge.forward.Forwarder",
                    Breakages.DeleteBeforeAck.class,
                    named("send").and(takesArguments(2)))),
    NO_LOOK_UP(
            "a command is sent again without a look whether it is there",
            woven("muster.effects.aws.Commands", Breakages.NoLookUp.class, named("find"))),
    NO_FENCE_IN_LEDGER(
            "the ledger takes every command for a new one",
            woven("muster.effects.aws.CommandLedger", Breakages.NoFenceInLedger.class, named("known"))),
    NO_ORDER_OF_STATES(
            "the EC2 state that was heard last is taken for the newest, also after the end",
            woven("muster.instance.InstanceDecider", Breakages.HeardLastIsNewest.class, named("onEc2State")),
            new Weaving(
                    "muster.instance.InstanceDecider",
                    named("onEc2State"),
                    MemberSubstitution.relaxed().method(named("isFinal")).stub().on(named("onEc2State")))),
    ANSWERED_HOOK_ASKED_AGAIN(
            "that a hook was answered already is taken for a fault that passes",
            woven("muster.effects.aws.LifecycleHooks", Breakages.AnsweredHookAskedAgain.class, named("complete"))),
    TIMER_DROPPED_ON_RESTART(
            "timers do not outlive the process that set them",
            woven("muster.stream.LifecycleProcessor", Breakages.TimersDropped.class, named("init"))),
    RECORD_WITHOUT_OWNER(
            "a DNS record is written whoever holds the name",
            woven("muster.effects.aws.HostnameItems", Breakages.RecordWithoutOwner.class, named("held"))),
    BATCH_WITHOUT_BISECT(
            "a refused batch is refused for all that are in it",
            woven("muster.effects.BatchLane", Breakages.BatchWithoutBisect.class, named("split"))),
    POISON_SWALLOWED(
            "what cannot be read is acknowledged and kept nowhere",
            woven("muster.bridge.forward.Prepared", Breakages.PoisonSwallowed.class, named("records"))),
    HOOK_ANSWERED_FIRST(
            "the launch hook is answered without the record",
            woven(
                    "muster.effects.aws.AwsEffects",
                    Breakages.HookAnsweredFirst.class,
                    named("execute").and(takesArguments(1)))),
    TIMER_PRECISION(
            "the state keeps the nanoseconds of a due time, and the key of its timer does not",
            new Weaving(
                    "muster.schemas.DueTime",
                    isConstructor(),
                    MemberSubstitution.relaxed()
                            .method(named("truncatedTo"))
                            .replaceWith(Breakages.asItIs())
                            .on(isConstructor())),
            woven("muster.instance.Heartbeats", Breakages.ThirdToTheNanosecond.class, named("third"))),
    ONE_HOOK_OF_TWO(
            "of several launch hooks only the first is answered",
            woven("muster.instance.Hooks", Breakages.OneHookOfTwo.class, named("want"))),
    DENIAL_COUNTED_AS_FAILURE(
            "a fault of the surroundings counts as a failure of the step",
            woven("muster.instance.Results", Breakages.DenialFails.class, named("onResult"))),
    FOREIGN_COMMAND_MATCHED(
            "a status that came while a command was sent is taken for its own, whichever command it is of",
            woven("muster.instance.Results", Breakages.ForeignCommandMatches.class, named("onResult"))),
    CANCELLATION_READ_AS_CONFLICT(
            "whatever cancels a transaction is taken for a condition that does not hold",
            woven("muster.effects.aws.Cancellation$Kind", Breakages.EveryReasonIsLost.class, named("of")));

    /** One change of one class. */
    private record Weaving(String type, ElementMatcher<? super MethodDescription> methods, AsmVisitorWrapper change) {
        boolean fits() {
            return !TypePool.Default.ofSystemLoader()
                    .describe(type)
                    .resolve()
                    .getDeclaredMethods()
                    .filter(methods)
                    .isEmpty();
        }

        /** @throws RuntimeException where the change does not fit the methods */
        byte[] woven() {
            var classes = ClassFileLocator.ForClassLoader.ofSystemLoader();
            return new ByteBuddy()
                    .redefine(TypePool.Default.of(classes).describe(type).resolve(), classes)
                    .visit(change)
                    .make()
                    .getBytes();
        }
    }

    private final String sentence;
    private final List<Weaving> weavings;

    Mutant(String sentence, Weaving... weavings) {
        this.sentence = sentence;
        this.weavings = List.of(weavings);
    }

    private static Weaving woven(String type, Class<?> advice, ElementMatcher<? super MethodDescription> methods) {
        return new Weaving(type, methods, Advice.to(advice).on(methods));
    }

    /** What is wrong with it. */
    public String sentence() {
        return sentence;
    }

    /** As reports spell it: {@code claim-without-owner}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException where there is none of this name */
    public static Mutant of(String label) {
        return Arrays.stream(values())
                .filter(mutant -> mutant.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no mutant " + label));
    }

    /** Whether the methods are there that it changes: one that was renamed would make it a mutant of nothing. */
    public boolean fits() {
        return weavings.stream().allMatch(Weaving::fits);
    }

    /** The classes as they are once they are broken, by their names. */
    public Map<String, byte[]> woven() {
        return weavings.stream()
                .collect(Collectors.toMap(Weaving::type, Weaving::woven, (first, _) -> first, LinkedHashMap::new));
    }

    void weave(Instrumentation instrumentation) {
        weavings.forEach(each -> Agent.weave(instrumentation, each.type(), each.change()));
    }
}
