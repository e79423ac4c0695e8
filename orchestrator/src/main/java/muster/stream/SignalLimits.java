package muster.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import muster.schemas.Json;
import muster.schemas.Signal;

/**
 * What can be decided about. A signal is written to the journal, and parts of it to the state and to effects, so that one at
 * the limit of an input topic would be beyond that of others; and a time that nothing can be computed with would be so in
 * each decision that follows.
 */
final class SignalLimits {
    /** The largest that AWS makes have a few thousand bytes. */
    static final int LARGEST = 64 * 1024;

    /** Clocks differ, by far less than this; a time beyond would be later than all that follows, for good. */
    static final Duration FARTHEST_AHEAD = Duration.ofDays(366);

    private SignalLimits() {}

    /**
     * @param length of the record that the signal was read from: a signal is not larger
     * @return why the signal can't be decided about, empty where it can
     */
    static Optional<String> refusal(Signal signal, int length) {
        var latest = signal.from().heard().plus(FARTHEST_AHEAD);
        var wrong = times(signal)
                .filter(time -> time.isBefore(Instant.EPOCH) || time.isAfter(latest))
                .findFirst();
        if (wrong.isPresent()) {
            return Optional.of(
                    wrong.get() + " is no time that it can speak of (expected: 1970-01-01 to " + latest + ")");
        }
        if (length > LARGEST && Json.write(signal).length > LARGEST) {
            return Optional.of("more than " + LARGEST + " bytes to be decided about");
        }
        return Optional.empty();
    }

    private static Stream<Instant> times(Signal signal) {
        var at = signal.from().at();
        return switch (signal) {
            case Signal.InterruptionAnnounced interruption -> Stream.of(at, interruption.effective());
            case Signal.EffectFinished finished ->
                Stream.of(at, finished.result().at());
            case Signal.LaunchHookOpened _,
                    Signal.TerminateHookOpened _,
                    Signal.Ec2StateChanged _,
                    Signal.CommandStatusChanged _,
                    Signal.LaunchSucceeded _,
                    Signal.LaunchFailed _,
                    Signal.TimerFired _ -> Stream.of(at);
        };
    }
}
