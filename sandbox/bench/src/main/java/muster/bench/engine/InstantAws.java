package muster.bench.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import muster.effects.EffectExecutor;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;

/** An AWS that answers in no time what it would answer on a good day. Thread-safe. */
final class InstantAws implements EffectExecutor {
    private final Consumer<Event> events;
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicLong answers = new AtomicLong();
    private final ConcurrentHashMap<InstanceId, Long> commands = new ConcurrentHashMap<>();

    /** @param events told of what AWS would send an event of: here, that a command has succeeded */
    InstantAws(Consumer<Event> events) {
        this.events = events;
    }

    @Override
    public Outcome execute(Effect effect) {
        answers.incrementAndGet();
        return answer(effect);
    }

    /** Effects carried out since the beginning. */
    long answers() {
        return answers.get();
    }

    /** When the command for an instance left us, in nanoseconds; 0 before. */
    long commandSent(InstanceId id) {
        return commands.getOrDefault(id, 0L);
    }

    private Outcome answer(Effect effect) {
        return switch (effect) {
            case Effect.DescribeInstance _ -> new Outcome.Described(Ec2State.RUNNING, "10.1.2.3", "", "");
            case Effect.ClaimHostname _ -> new Outcome.Claimed(new Hostname("validator-" + names.incrementAndGet()));
            case Effect.CheckAgent _ -> new Outcome.AgentOnline();
            case Effect.SendCommand _ -> {
                commands.put(effect.instance(), System.nanoTime());
                var command = new CommandId(new UUID(0, effect.id().hashCode()).toString());
                events.accept(Event.succeeded(effect.instance(), Instant.now(), command));
                yield new Outcome.CommandSent(command);
            }
            case Effect.CheckCommand(var _, var command) -> new Outcome.CommandSeen(command, CommandStatus.SUCCESS);
            case Effect.LookUpHook _ -> new Outcome.HookFound(Duration.ofHours(1), Hook.Result.ABANDON);
            case Effect.ReadGroupState _ -> new Outcome.GroupStateSeen("InService");
            case Effect.ReleaseHostname _,
                    Effect.UpsertDns _,
                    Effect.DeleteDns _,
                    Effect.TagInstance _,
                    Effect.CompleteHook _,
                    Effect.KeepHook _ -> new Outcome.Done();
        };
    }
}
