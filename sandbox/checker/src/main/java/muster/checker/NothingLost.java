package muster.checker;

import java.time.Instant;

/**
 * I5: each event that was delivered to the queue is on a topic, or among the dead letters, and what is on a topic was
 * read. And I6, which others have judged: the differences that they found are its violations.
 */
final class NothingLost implements Rule {
    private final Findings findings;
    private final Evidence evidence;

    NothingLost(Findings findings, Evidence evidence) {
        this.findings = findings;
        this.evidence = evidence;
    }

    @Override
    public void before(Fact fact, World world) {
        if (fact instanceof Fact.EventEmitted emitted
                && emitted.deliveries() > 0
                && evidence.wantedTypes().contains(emitted.detailType())
                && !evidence.recorded().contains(emitted.id())) {
            findings.add(
                    Invariant.I5,
                    "'%s' of %s (event %s) is on no topic and no dead letter"
                            .formatted(emitted.detailType(), emitted.instance(), emitted.id()),
                    emitted.place());
        }
    }

    @Override
    public void atEnd(Instant end, World world) {
        evidence.poison().stream()
                .filter(body -> !evidence.deadLetters().contains(body))
                .forEach(body -> findings.add(Invariant.I5, "'%s' is not among the dead letters".formatted(body)));
        if (evidence.unread() > 0) {
            findings.add(Invariant.I5, "%d records of the input topics were not read".formatted(evidence.unread()));
        }
        evidence.differences().forEach(difference -> findings.add(Invariant.I6, difference));
    }
}
