package muster.checker;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes small journals by hand: one method per kind of line, in the keys of aws-sim's description. Lines are 100 ms
 * apart.
 */
final class WrittenJournal {
    static final String DOMAIN = ".xnet.example";

    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    static WrittenJournal journal() {
        return new WrittenJournal();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The number that the line written last has. */
    int seq() {
        return lines.size();
    }

    WrittenJournal after(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** A whole launch as it should be, until the service runs. */
    WrittenJournal started(String instance, String ip, String name, String token) {
        return launched(instance, ip)
                .launchHook(instance, token, "EC2", "AutoScalingGroup")
                .state(instance, "running")
                .claim(name, instance, 1)
                .point(name, ip)
                .tag(instance, name)
                .answered(instance, token, "launching", "CONTINUE", "completion")
                .lifecycle(instance, "InService")
                .line("agent-online", "'instance':'%s'", instance)
                .ran(instance, instance + ".1.start-service.1", name, true);
    }

    /** A whole end as it should be. */
    WrittenJournal ended(String instance, String ip, String name, String token) {
        return terminateHook(instance, token, "AutoScalingGroup", "EC2")
                .unpoint(name, ip)
                .release(name)
                .answered(instance, token, "terminating", "CONTINUE", "completion")
                .state(instance, "shutting-down")
                .state(instance, "terminated");
    }

    WrittenJournal launched(String instance, String ip) {
        return line(
                "instance-launched",
                "'instance':'%s','group':'validators','into':'active','privateIp':'%s','launchTime':'%s'",
                instance,
                ip,
                now);
    }

    WrittenJournal state(String instance, String state) {
        return line("instance-state", "'instance':'%s','state':'%s'", instance, state);
    }

    WrittenJournal lifecycle(String instance, String state) {
        return line("lifecycle-state", "'instance':'%s','group':'validators','state':'%s'", instance, state);
    }

    WrittenJournal launchHook(String instance, String token, String origin, String destination) {
        return hook(instance, token, "launching", origin, destination);
    }

    WrittenJournal terminateHook(String instance, String token, String origin, String destination) {
        return hook(instance, token, "terminating", origin, destination);
    }

    private WrittenJournal hook(String instance, String token, String transition, String origin, String destination) {
        return hook(instance, token, transition, origin, destination, "");
    }

    private WrittenJournal hook(
            String instance, String token, String transition, String origin, String destination, String action) {
        return line(
                "hook-opened",
                "'instance':'%s','group':'validators','hook':'hook-%s','token':'%s','transition':'%s','origin':'%s',"
                        + "'destination':'%s',%s'timeoutSeconds':60,'defaultResult':'ABANDON'",
                instance,
                token,
                token,
                transition,
                origin,
                destination,
                action.isEmpty() ? "" : "'action':'" + action + "',");
    }

    /** The root volume of a host in service is replaced, until Auto Scaling waits for the second answer. */
    WrittenJournal rootReplaced(String instance, String firstToken, String secondToken) {
        return line("root-replacement", "'instance':'%s','group':'validators'", instance)
                .lifecycle(instance, "ReplacingRootVolume:Wait")
                .hook(instance, firstToken, "terminating", "AutoScalingGroup", "AutoScalingGroup", "ReplaceRootVolume")
                .answered(instance, firstToken, "terminating", "CONTINUE", "completion")
                .line("agent-offline", "'instance':'%s'", instance)
                .lifecycle(instance, "RootVolumeReplaced")
                .line("agent-online", "'instance':'%s'", instance)
                .lifecycle(instance, "Pending:Wait")
                .hook(instance, secondToken, "launching", "AutoScalingGroup", "AutoScalingGroup", "ReplaceRootVolume");
    }

    WrittenJournal answered(String instance, String token, String transition, String result, String by) {
        return line(
                "hook-answered",
                "'instance':'%s','group':'validators','hook':'named','token':'%s','transition':'%s','result':'%s','by':'%s'",
                instance,
                token,
                transition,
                result,
                by);
    }

    WrittenJournal announced(String instance, String detailType, String token, int deliveries, long delayMillis) {
        return line(
                "event-emitted",
                "'eventId':'e%d','source':'aws','detailType':'%s','instance':'%s',%s'deliveries':%d,'delayMillis':%d",
                seq(),
                detailType,
                instance,
                token.isEmpty() ? "" : "'token':'" + token + "',",
                deliveries,
                delayMillis);
    }

    WrittenJournal claim(String name, String owner, int generation) {
        return line(
                "table-write",
                "'table':'Hostnames','operation':'update','key':{'Hostname':'%s'},'tableKey':true,'transaction':'t%d',"
                        + "'update':'SET #exists = :yes, #owner = :me, Generation = :gen REMOVE RestUntil',"
                        + "'names':{'#exists':'Exists','#owner':'Owner'},"
                        + "'values':{':yes':true,':me':'%s',':gen':%d}",
                name,
                seq(),
                owner,
                generation);
    }

    WrittenJournal release(String name) {
        return line(
                "table-write",
                "'table':'Hostnames','operation':'update','key':{'Hostname':'%s'},'tableKey':true,"
                        + "'update':'REMOVE #owner, Generation SET #exists = :no','names':{'#exists':'Exists','#owner':'Owner'},"
                        + "'values':{':no':false}",
                name);
    }

    WrittenJournal point(String name, String ip) {
        return point(name, ip, "");
    }

    /** @param previous the address that the record had; empty where there was none */
    WrittenJournal point(String name, String ip, String previous) {
        return line(
                "record-upserted",
                "'zone':'Z1','name':'%s.','type':'A','values':['%s'],'ttl':60,'changed':true%s",
                name + DOMAIN,
                ip,
                previous.isEmpty() ? "" : ",'previous':['" + previous + "']");
    }

    WrittenJournal unpoint(String name, String ip) {
        return line(
                "record-deleted",
                "'zone':'Z1','name':'%s.','type':'A','values':['%s'],'ttl':60,'changed':true",
                name + DOMAIN,
                ip);
    }

    WrittenJournal tag(String instance, String name) {
        return line(
                "tags-created",
                "'instance':'%s','tags':{'Name':'%s','Hostname':'%s'}",
                instance,
                name + DOMAIN,
                name + DOMAIN);
    }

    WrittenJournal ran(String instance, String effect, String name, boolean done) {
        return line(
                "command-ran",
                "'commandId':'c-%s','document':'start','instance':'%s','effectId':'%s','hostname':'%s','ran':%s",
                effect,
                instance,
                effect,
                name + DOMAIN,
                done);
    }

    /** As a document does that reads its name from the instance metadata. */
    WrittenJournal ranByMetadata(String instance, String effect, String hostname) {
        return line(
                "command-ran",
                "'commandId':'c-%s','document':'start','instance':'%s','effectId':'%s','hostname':'%s',"
                        + "'hostnameFrom':'metadata','ran':true",
                effect,
                instance,
                effect,
                hostname);
    }

    WrittenJournal sent(String instance, String effect) {
        return line(
                "command-sent",
                "'commandId':'c%d','document':'start','comment':'muster %s','instances':['%s'],"
                        + "'parameters':{'EffectId':['%s']}",
                seq(),
                effect,
                instance,
                effect);
    }

    /** A call that is about one instance and changed nothing. */
    WrittenJournal call(String service, String action, String instance, String outcome) {
        return line(
                "call",
                "'service':'%s','action':'%s','requestId':'r%d','outcome':'%s','effect':false,'instance':'%s'",
                service,
                action,
                seq(),
                outcome,
                instance);
    }

    /** A call that a scripted fault fell upon. */
    WrittenJournal faulty(String service, String action, String fault) {
        return line(
                "call",
                "'service':'%s','action':'%s','requestId':'r%d','outcome':'refused','effect':false,'fault':'%s'",
                service,
                action,
                seq(),
                fault);
    }

    WrittenJournal finished(String instance, String effect, String status) {
        return line("command-finished", "'commandId':'c-%s','instance':'%s','status':'%s'", effect, instance, status);
    }

    WrittenJournal call(String service, String action, String outcome, boolean effect) {
        return line(
                "call",
                "'service':'%s','action':'%s','requestId':'r%d','outcome':'%s','effect':%s",
                service,
                action,
                seq(),
                outcome,
                effect);
    }

    WrittenJournal line(String kind, String keys, Object... values) {
        now = now.plusMillis(100);
        String body = keys.formatted(values);
        lines.add("{'seq':%d,'at':'%s','account':'111122223333','region':'us-east-1','kind':'%s',%s}"
                .formatted(lines.size() + 1, now.truncatedTo(ChronoUnit.MILLIS), kind, body)
                .replace('\'', '"'));
        return this;
    }
}
