package muster.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When Kafka was away, and when each program was killed or paused: what the run itself has done, so that a line in a log can
 * be judged by its cause. Thread-safe.
 */
final class Disturbances {
    /**
     * A client that began to wait before Kafka came back gives up a minute later (its default {@code max.block.ms} and
     * {@code default.api.timeout.ms}); its tasks then go back to what was committed, which takes half a minute at most.
     */
    static final Duration AFTER_KAFKA_WAS_AWAY = Duration.ofSeconds(90);

    /**
     * A process that was killed or paused is fenced and has lost its tasks: once it is up it joins again within its session of
     * 12 s, ends the transactions that it left within their 10 s, and restores its stores.
     */
    static final Duration AFTER_A_KILL_OR_PAUSE = Duration.ofSeconds(45);

    /** An end that nobody ordered is noticed by a look each second, on a machine that may be busy. */
    private static final Duration NOTICED_LATE = Duration.ofSeconds(5);

    private static final String KAFKA = "kafka";

    /** @param to empty while it lasts */
    private record Spell(String program, Instant from, Optional<Instant> to, Duration aftermath) {
        boolean covers(Instant time) {
            return !time.isBefore(from)
                    && to.map(end -> !time.isAfter(end.plus(aftermath))).orElse(true);
        }
    }

    private final Clock clock;
    private final List<Spell> spells = new ArrayList<>();

    Disturbances(Clock clock) {
        this.clock = clock;
    }

    synchronized void kafkaGone() {
        spells.add(new Spell(KAFKA, clock.instant(), Optional.empty(), AFTER_KAFKA_WAS_AWAY));
    }

    synchronized void kafkaBack() {
        over(KAFKA);
    }

    /** It was killed, or has ended by itself, and is started at once; until it is up, which takes its time. */
    synchronized void killed(String program) {
        over(program);
        spells.add(new Spell(program, clock.instant().minus(NOTICED_LATE), Optional.empty(), AFTER_A_KILL_OR_PAUSE));
    }

    /** It is ready again. */
    synchronized void up(String program) {
        over(program);
    }

    synchronized void paused(String program) {
        spells.add(new Spell(program, clock.instant(), Optional.empty(), AFTER_A_KILL_OR_PAUSE));
    }

    synchronized void resumed(String program) {
        over(program);
    }

    private void over(String program) {
        Instant now = clock.instant();
        spells.replaceAll(spell -> spell.program().equals(program) && spell.to().isEmpty()
                ? new Spell(program, spell.from(), Optional.of(now), spell.aftermath())
                : spell);
    }

    /**
     * Whether a client of Kafka in this program, or Kafka itself, has a reason to complain at this time: Kafka is away or has
     * just come back, or this very process was killed or paused. Kafka's own node complains of what any of them left.
     */
    synchronized boolean explain(String program, Instant time) {
        return spells.stream()
                .filter(spell ->
                        spell.program().equals(KAFKA) || spell.program().equals(program) || program.equals(KAFKA))
                .anyMatch(spell -> spell.covers(time));
    }
}
