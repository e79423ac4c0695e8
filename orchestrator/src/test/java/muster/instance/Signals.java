package muster.instance;

import java.time.Duration;
import java.time.Instant;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.DueTime;
import muster.schemas.Ec2State;
import muster.schemas.EffectResult;
import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.TimerName;

/** Signals in few words. Times are seconds after {@link #START}. */
public final class Signals {
    public static final Instant START = Instant.parse("2026-01-13T00:00:00Z");
    public static final GroupName GROUP = new GroupName("validator-group");
    public static final HookName LAUNCH_HOOK = new HookName("muster-launch");
    public static final HookName TERMINATE_HOOK = new HookName("muster-terminate");

    private Signals() {}

    public static Instant at(double seconds) {
        return START.plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    public static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }

    public static Signal launching(InstanceId id, double at, String token, Place origin, Place destination) {
        return new Signal.LaunchHookOpened(
                from(id, at, token), GROUP, LAUNCH_HOOK, new HookToken(token), origin, destination);
    }

    public static Signal launching(InstanceId id, double at, String token) {
        return launching(id, at, token, Place.EC2, Place.ACTIVE_GROUP);
    }

    /** A launch hook by another name, of whichever transition. */
    public static Signal launching(
            InstanceId id, double at, String token, Place origin, Place destination, String hook) {
        return new Signal.LaunchHookOpened(
                from(id, at, token), GROUP, new HookName(hook), new HookToken(token), origin, destination);
    }

    /** A terminate hook by another name. */
    public static Signal terminatingAt(InstanceId id, double at, String token, String hook) {
        return new Signal.TerminateHookOpened(
                from(id, at, token), GROUP, new HookName(hook), new HookToken(token), Place.ACTIVE_GROUP, Place.EC2);
    }

    public static Signal terminating(InstanceId id, double at, String token, Place origin, Place destination) {
        return new Signal.TerminateHookOpened(
                from(id, at, token), GROUP, TERMINATE_HOOK, new HookToken(token), origin, destination);
    }

    public static Signal terminating(InstanceId id, double at, String token) {
        return terminating(id, at, token, Place.ACTIVE_GROUP, Place.EC2);
    }

    public static Signal ec2(InstanceId id, double at, Ec2State state) {
        return new Signal.Ec2StateChanged(from(id, at, state.toString()), state);
    }

    public static Signal command(InstanceId id, double at, CommandId command, CommandStatus status) {
        return new Signal.CommandStatusChanged(from(id, at, command + " " + status), command, status);
    }

    public static Signal result(EffectResult result, Instant heard) {
        var from = new Provenance(
                result.instance(), result.at(), heard, result.effect().value());
        return new Signal.EffectFinished(from, result);
    }

    public static Signal timer(InstanceId id, TimerName timer, DueTime due, Instant now) {
        return new Signal.TimerFired(new Provenance(id, now, now, timer.value()), timer, due);
    }

    /** The same signal, heard at another time. */
    public static Signal heard(Signal signal, Instant heard) {
        return switch (signal) {
            case Signal.LaunchHookOpened(var f, var group, var hook, var token, var origin, var destination) ->
                new Signal.LaunchHookOpened(heard(f, heard), group, hook, token, origin, destination);
            case Signal.TerminateHookOpened(var f, var group, var hook, var token, var origin, var destination) ->
                new Signal.TerminateHookOpened(heard(f, heard), group, hook, token, origin, destination);
            case Signal.Ec2StateChanged(var f, var state) -> new Signal.Ec2StateChanged(heard(f, heard), state);
            case Signal.CommandStatusChanged(var f, var command, var status) ->
                new Signal.CommandStatusChanged(heard(f, heard), command, status);
            case Signal.LaunchSucceeded(var f, var group, var origin, var destination) ->
                new Signal.LaunchSucceeded(heard(f, heard), group, origin, destination);
            case Signal.LaunchFailed failed ->
                new Signal.LaunchFailed(heard(failed.from(), heard), failed.group(), failed.cause());
            case Signal.InterruptionAnnounced warned ->
                new Signal.InterruptionAnnounced(
                        heard(warned.from(), heard),
                        warned.kind(),
                        warned.action(),
                        warned.effective(),
                        warned.description());
            case Signal.EffectFinished(var f, var result) -> new Signal.EffectFinished(heard(f, heard), result);
            case Signal.TimerFired(var f, var timer, var due, var backlog) ->
                new Signal.TimerFired(heard(f, heard), timer, due, backlog);
        };
    }

    private static Provenance heard(Provenance from, Instant heard) {
        return new Provenance(from.instance(), from.at(), heard, from.reference());
    }

    private static Provenance from(InstanceId id, double at, String reference) {
        return new Provenance(id, at(at), at(at), reference);
    }
}
