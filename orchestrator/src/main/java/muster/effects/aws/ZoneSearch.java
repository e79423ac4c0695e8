package muster.effects.aws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * All record sets of many names of one zone, by pages of 300: after a process has died in a storm, hundreds of records are
 * looked at again, and Route 53 takes ten requests a second for all that an account does.
 */
final class ZoneSearch implements BatchLane.Request<String, List<ResourceRecordSet>> {
    private static final String ACTION = "route53:ListResourceRecordSets";

    /** The most on a page (Route 53 API reference, ListResourceRecordSets). */
    private static final int PAGE = 300;

    /** Route 53's own order, by labels from the last one on, so that one page has many of the names. */
    private static final Comparator<String> BY_LABELS = Comparator.comparing(
            name -> String.join(".", List.of(name.split("\\.")).reversed()));

    private final String zone;
    private final Route53Client route53;
    private final Calls calls;

    ZoneSearch(String zone, Route53Client route53, Calls calls) {
        this.zone = zone;
        this.route53 = route53;
        this.calls = calls;
    }

    @Override
    public void admit() {
        calls.admit(ACTION);
    }

    @Override
    public Predicate<String> room() {
        return BatchLane.Request.upTo(PAGE);
    }

    /** Each page settles the name that it begins at, be it found or not, and all others that are on it as a whole. */
    @Override
    public List<List<ResourceRecordSet>> send(List<String> members) {
        var found = new HashMap<String, List<ResourceRecordSet>>();
        var left = new TreeSet<>(BY_LABELS);
        left.addAll(members);
        for (var isAdmitted = true; !left.isEmpty(); isAdmitted = false) {
            if (!isAdmitted) {
                calls.admit(ACTION);
            }
            var first = left.removeFirst();
            var page = page(first);
            found.put(first, page.getOrDefault(first, List.of()));
            left.removeIf(name -> {
                var sets = page.get(name);
                if (sets != null) {
                    found.put(name, sets);
                }
                return sets != null;
            });
        }
        return members.stream().map(name -> found.getOrDefault(name, List.of())).toList();
    }

    /** Without the last name of a page that another one follows: its sets may go on there. */
    private Map<String, List<ResourceRecordSet>> page(String first) {
        var answer = calls.makeAdmitted(
                ACTION,
                zone,
                () -> route53.listResourceRecordSets(request ->
                        request.hostedZoneId(zone).startRecordName(first).maxItems(Integer.toString(PAGE))));
        var sets = new ArrayList<>(answer.resourceRecordSets());
        if (Boolean.TRUE.equals(answer.isTruncated()) && !sets.isEmpty()) {
            var last = sets.getLast().name();
            sets.removeIf(set -> set.name().equals(last)
                    && !RecordComparison.withoutDot(last).equals(first));
        }
        return sets.stream().collect(Collectors.groupingBy(set -> RecordComparison.withoutDot(set.name())));
    }
}
