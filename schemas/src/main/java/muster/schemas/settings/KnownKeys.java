package muster.schemas.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds configuration that nobody reads: a key that is misspelt would silently leave its default in place.
 *
 * @param settings that the program reads
 * @param siblings groups of Muster's other programs, which may be given in the same file: "kafka", "bridge"
 * @param places finds the line of a key in its file
 */
public record KnownKeys(Settings settings, Set<String> siblings, Function<String, String> places) {
    private static final String OURS = "muster.";
    private static final String OUR_VARIABLES = "MUSTER_";

    /** What the programs read by other ways than their settings. */
    private static final Set<String> BESIDE = Set.of("muster.program", "MUSTER_LOG_FORMAT");

    /** Kubernetes sets these for each Service, and a Service may be called muster-bridge. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            ".+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    /**
     * @param mistakes keys that must be ours and are none: they stop a start
     * @param strangers keys and variables that may be somebody else's: they are worth a warning
     */
    public record Findings(List<String> mistakes, List<String> strangers) {}

    private enum Verdict {
        FINE,
        STRANGE,
        WRONG
    }

    public Findings check(Collection<Source> sources) {
        var mistakes = new TreeSet<String>();
        var strangers = new TreeSet<String>();
        for (var source : sources) {
            for (var key : source.keys()) {
                switch (source.kind() == Source.Kind.ENVIRONMENT ? ofVariable(key) : ofKey(key, source.kind())) {
                    case FINE -> {}
                    case STRANGE -> strangers.add(key);
                    case WRONG -> mistakes.add(told(key, source));
                }
            }
        }
        return new Findings(new ArrayList<>(mistakes), new ArrayList<>(strangers));
    }

    private Verdict ofKey(String key, Source.Kind kind) {
        if (!key.startsWith(OURS)
                || BESIDE.contains(key)
                || settings.all().stream().anyMatch(setting -> setting.covers(key))) {
            return Verdict.FINE;
        }
        var group = key.split("[.\\[]", 3)[1];
        if (isShared(group)) {
            return isMisspelt(key, settings.keys()) ? Verdict.WRONG : Verdict.FINE;
        }
        if (settings.groups().contains(group) || isNearOurs(group)) {
            return Verdict.WRONG;
        }
        if (siblings.contains(group)) {
            return Verdict.FINE;
        }
        return kind == Source.Kind.FILE ? Verdict.WRONG : Verdict.STRANGE;
    }

    private Verdict ofVariable(String name) {
        if (!name.startsWith(OUR_VARIABLES)
                || BESIDE.contains(name)
                || settings.all().stream().anyMatch(setting -> setting.coversVariable(name))
                || SERVICE_LINK.matcher(name).matches()) {
            return Verdict.FINE;
        }
        var group = name.substring(OUR_VARIABLES.length()).split("_", 2)[0].toLowerCase(Locale.ROOT);
        if (isShared(group)) {
            var variables = settings.keys().stream().map(Setting::asVariable).toList();
            return isMisspelt(name, variables) ? Verdict.WRONG : Verdict.FINE;
        }
        if (settings.groups().contains(group) || isNearOurs(group)) {
            return Verdict.WRONG;
        }
        return siblings.contains(group) ? Verdict.FINE : Verdict.STRANGE;
    }

    /** Whether another program reads keys of this group, too: what this program does not know may be the other's. */
    private boolean isShared(String group) {
        return siblings.contains(group) && settings.groups().contains(group);
    }

    private static boolean isMisspelt(String key, Collection<String> known) {
        return Words.nearest(key, known, 2).isPresent();
    }

    /** Two letters that have changed places are two; of a short word one, so that others' are not taken for ours. */
    private boolean isNearOurs(String group) {
        return !siblings.contains(group)
                && Words.nearest(group, settings.groups(), Math.min(2, (group.length() - 1) / 2))
                        .isPresent();
    }

    private String told(String key, Source source) {
        var isVariable = source.kind() == Source.Kind.ENVIRONMENT;
        var known = settings.keys().stream()
                .map(it -> isVariable ? Setting.asVariable(it) : it)
                .collect(Collectors.toSet());
        var advice = Words.nearest(key, known, 3)
                .map(it -> "did you mean '" + it + "'?")
                .orElse("the README lists all of them; remove it");
        return isVariable
                ? "unknown environment variable '" + key + "' (" + advice + ")"
                : (source.kind() == Source.Kind.FILE ? places.apply(key) : "") + "unknown configuration key '" + key
                        + "' (" + advice + ")";
    }
}
