package muster.bench.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import muster.awssim.journal.Entry;
import muster.awssim.journal.Journal;
import muster.awssim.quota.Api;
import muster.awssim.quota.Call;
import muster.awssim.quota.LowerBound;
import muster.awssim.quota.Quotas;

/**
 * What came of a launch, told by the journal of AWS.
 *
 * @param started hosts whose service was started
 * @param time from the first event to the last start
 * @param calls by action, whatever came of them
 * @param throttled calls of these
 * @param timeline when they went through
 */
record Launch(int started, Duration time, Map<String, Integer> calls, int throttled, Timeline timeline) {
    private static final int RECORDS_AT_ONCE = 500;
    private static final int DESCRIBED_AT_ONCE = 200;
    private static final int AGENTS_AT_ONCE = 50;

    /** @param from the number of the last line before the launch */
    static Launch of(Journal journal, long from) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        int started = 0;
        int throttled = 0;
        var calls = new TreeMap<String, Integer>();
        for (Entry entry : journal.after(from)) {
            switch (entry.kind()) {
                case "event-emitted" -> first = entry.at().isBefore(first) ? entry.at() : first;
                case "command-ran" -> {
                    started += entry.field("ran").asBoolean() ? 1 : 0;
                    last = entry.at().isAfter(last) ? entry.at() : last;
                }
                case "call" -> {
                    calls.merge(entry.text("action"), 1, Integer::sum);
                    throttled += entry.text("outcome").equals("throttled") ? 1 : 0;
                }
                default -> {}
            }
        }
        var time = started == 0 ? Duration.ZERO : Duration.between(first, last);
        return new Launch(started, time, calls, throttled, Timeline.of(journal, from));
    }

    /**
     * The shortest time in which AWS lets the calls through without which so many hosts can't be had, however they are
     * batched: tags, hooks and commands one by one, records and looks as many at once as AWS takes.
     */
    static LowerBound bound(Quotas quotas, int hosts) {
        var calls = new LinkedHashMap<Call, Integer>();
        calls.put(Call.of(new Api("ec2", "CreateTags")), hosts);
        calls.put(Call.of(new Api("autoscaling", "CompleteLifecycleAction")), hosts);
        calls.put(Call.of(new Api("ssm", "SendCommand")), hosts);
        calls.put(Call.of(new Api("ec2", "DescribeInstances")), Math.ceilDiv(hosts, DESCRIBED_AT_ONCE));
        calls.put(Call.of(new Api("ssm", "DescribeInstanceInformation")), Math.ceilDiv(hosts, AGENTS_AT_ONCE));
        // an UPSERT counts twice
        calls.put(
                new Call(new Api("route53", "ChangeResourceRecordSets"), 2 * Math.min(hosts, RECORDS_AT_ONCE)),
                Math.ceilDiv(hosts, RECORDS_AT_ONCE));
        return LowerBound.ofCalls(quotas, calls);
    }

    double ratioTo(LowerBound bound) {
        return time.toNanos() / (double) bound.time().toNanos();
    }

    int callsInAll() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }
}
