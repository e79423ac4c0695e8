package muster.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges a journal of aws-sim by the invariants I1 to I4 and, with evidence from elsewhere, by I5 to I8 too. */
public final class Checker {
    private static final Set<Invariant> OF_THE_JOURNAL =
            EnumSet.of(Invariant.I1, Invariant.I2, Invariant.I3, Invariant.I4);

    private final Settings settings;

    public Checker(Settings settings) {
        this.settings = settings;
    }

    /**
     * Judges the journal in a file.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when a line is no line of such a journal, or lines are missing
     */
    public Verdict judge(Path journal) throws IOException {
        return judgeFacts(JournalReader.read(journal), Optional.empty());
    }

    /**
     * Judges a journal, one JSON object a line.
     *
     * @throws IllegalArgumentException when a line is no line of such a journal, or lines are missing
     */
    public Verdict judge(List<String> journal) {
        return judgeFacts(JournalReader.read(journal), Optional.empty());
    }

    /**
     * Judges the journal, and what was found elsewhere after all had come to rest, by all invariants.
     *
     * @throws IllegalArgumentException when a line is no line of such a journal, or lines are missing
     */
    public Verdict judge(List<String> journal, Evidence evidence) {
        return judgeFacts(JournalReader.read(journal), Optional.of(evidence));
    }

    private Verdict judgeFacts(List<Fact> facts, Optional<Evidence> evidence) {
        Findings findings = new Findings(evidence.isPresent() ? EnumSet.allOf(Invariant.class) : OF_THE_JOURNAL);
        Tally tally = new Tally();
        List<Rule> rules = new ArrayList<>(List.of(
                new OneLiveOwner(findings),
                new OnceEach(findings, settings),
                new SentOnce(findings),
                new HooksAnswered(findings, settings),
                new GivenUp(findings, settings),
                new NothingLeft(findings, settings),
                tally));
        evidence.ifPresent(found -> {
            rules.add(new NothingLost(findings, found));
            rules.add(new AllFinished(findings, found));
            rules.add(new AsItSays(findings, found));
        });
        World world = new World(settings.hostnameTable());
        for (Fact fact : facts) {
            rules.forEach(rule -> rule.before(fact, world));
            world.apply(fact);
        }
        if (!facts.isEmpty()) {
            rules.forEach(rule -> rule.atEnd(facts.getLast().place().at(), world));
        }
        return new Verdict(
                findings.all(), tally.calls(), tally.effects(), Tally.launchToStarted(world), Tally.lives(world));
    }
}
