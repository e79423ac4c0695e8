package muster.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import muster.awssim.journal.Entry;
import muster.awssim.journal.Journal;
import muster.awssim.world.Lags;
import org.jspecify.annotations.Nullable;

/** Whether the rare paths were really taken, as aws-sim's journal has it. */
final class RareFacts {
    private static final String LATE_TAGS = "host started while its tags were not in its metadata yet";
    private static final String LATE_COMMANDS = "command looked for while ListCommands did not show it yet";

    private static final Map<String, Predicate<Entry>> FACTS = facts();

    private RareFacts() {}

    private static Map<String, Predicate<Entry>> facts() {
        var facts = new LinkedHashMap<String, Predicate<Entry>>();
        facts.put("two launch hooks of one transition", is("hook-opened", "hook", "muster-launch-too"));
        facts.put("two terminate hooks of one transition", is("hook-opened", "hook", "muster-terminate-too"));
        facts.put("root volume replaced", is("lifecycle-state", "state", "RootVolumeReplaced"));
        facts.put("root volume replacement failed", entry -> entry.kind().equals("root-replacement-failed"));
        facts.put("into Standby", entry -> entry.kind().equals("entered-standby"));
        facts.put("back from Standby", entry -> entry.kind().equals("left-standby"));
        facts.put("detached", is("lifecycle-state", "state", "Detached"));
        facts.put("retained", is("lifecycle-state", "state", "Terminating:Retained"));
        facts.put("group deleted by force", entry -> entry.kind().equals("group-deleted"));
        facts.put("command not delivered in time", is("command-finished", "status", "DeliveryTimedOut"));
        facts.put(
                "instance with an IPv6 address alone",
                entry -> entry.kind().equals("instance-launched")
                        && entry.text("privateIp").isEmpty());
        return facts;
    }

    private static Predicate<Entry> is(String kind, String key, String value) {
        return entry -> entry.kind().equals(kind) && entry.text(key).equals(value);
    }

    static Set<String> expected() {
        var expected = new TreeSet<>(FACTS.keySet());
        expected.addAll(List.of(LATE_TAGS, LATE_COMMANDS));
        return expected;
    }

    static void count(Journal journal, Lags lags, Fired fired) {
        var entries = journal.entries();
        FACTS.forEach((fact, test) ->
                fired.count(fact, (int) entries.stream().filter(test).count()));
        var tagged = new HashMap<String, Instant>();
        Instant sent = null;
        for (Entry entry : entries) {
            switch (entry.kind()) {
                case "tags-created" -> tagged.put(entry.instance(), entry.at());
                case "command-sent" -> sent = entry.at();
                case "command-ran" -> {
                    if (isWithin(lags.metadataTags(), tagged.get(entry.instance()), entry.at())) {
                        fired.count(LATE_TAGS);
                    }
                }
                case "call" -> {
                    if (entry.text("action").equals("ListCommands")
                            && isWithin(lags.listCommands(), sent, entry.at())) {
                        fired.count(LATE_COMMANDS);
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean isWithin(Duration lag, @Nullable Instant from, Instant to) {
        return from != null && to.isBefore(from.plus(lag));
    }
}
