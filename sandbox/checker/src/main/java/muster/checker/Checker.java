package muster.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Judges a journal of aws-sim by the invariants I1 to I4. */
public final class Checker {
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
        return judgeFacts(JournalReader.read(journal));
    }

    /**
     * Judges a journal, one JSON object a line.
     *
     * @throws IllegalArgumentException when a line is no line of such a journal, or lines are missing
     */
    public Verdict judge(List<String> journal) {
        return judgeFacts(JournalReader.read(journal));
    }

    private Verdict judgeFacts(List<Fact> facts) {
        Findings findings = new Findings();
        Tally tally = new Tally();
        List<Rule> rules = List.of(
                new OneLiveOwner(findings),
                new OnceEach(findings, settings),
                new HooksAnswered(findings, settings),
                new NothingLeft(findings, settings),
                tally);
        World world = new World(settings.hostnameTable());
        for (Fact fact : facts) {
            rules.forEach(rule -> rule.before(fact, world));
            world.apply(fact);
        }
        if (!facts.isEmpty()) {
            rules.forEach(rule -> rule.atEnd(facts.getLast().place().at(), world));
        }
        return new Verdict(findings.all(), tally.calls(), tally.effects(), Tally.launchToStarted(world));
    }
}
