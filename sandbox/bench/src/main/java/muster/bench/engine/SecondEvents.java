package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import muster.awssim.AwsSim;
import muster.awssim.events.SimEvent;
import muster.awssim.journal.Entry;
import muster.schemas.InstanceId;
import muster.schemas.topic.TopicKind;

/**
 * Takes the events of a simulated account to their topics, and tells how long it takes from the second of the two events
 * that a service waits for to the command that starts it.
 */
final class SecondEvents implements AutoCloseable {
    private final Feeder feeder;
    private final boolean hookIsSecond;
    private volatile boolean closed;
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();

    /** @param hookIsSecond whether the machine runs before its hook opens, as in a promotion */
    SecondEvents(AwsSim sim, Feeder feeder, boolean hookIsSecond) {
        this.feeder = feeder;
        this.hookIsSecond = hookIsSecond;
        sim.onEvent(this::forward);
        sim.journal().listen(this::note);
    }

    private void forward(SimEvent event) {
        var topic = topic(event);
        var instance = event.instance().orElse("");
        if (closed || topic.isEmpty() || instance.isEmpty()) {
            return;
        }
        var json = event.json().toString().getBytes(StandardCharsets.UTF_8);
        var acknowledged = feeder.sendAndTime(new Event(topic.get(), new InstanceId(instance), json));
        if (hookIsSecond ? event.isLaunchHook() : event.isState("running")) {
            // a launch into the pool comes first, the promotion last
            var _ = acknowledged.thenAccept(at -> arrived.put(instance, at));
        }
    }

    private static Optional<TopicKind> topic(SimEvent event) {
        if (event.isLaunchHook()) {
            return Optional.of(TopicKind.LAUNCH_SUCCESSFUL);
        }
        if (event.isTerminateHook()) {
            return Optional.of(TopicKind.TERMINATING);
        }
        return switch (event.source()) {
            case "aws.ec2" -> Optional.of(TopicKind.EC2_RUNNING);
            case "aws.ssm" -> Optional.of(TopicKind.COMMAND_STATUS);
            default -> Optional.empty();
        };
    }

    private void note(Entry entry) {
        if (entry.kind().equals("command-sent")) {
            long now = System.nanoTime();
            entry.field("instances").forEach(instance -> sent.putIfAbsent(instance.asText(), now));
        }
    }

    boolean isCommanded(String instance) {
        return sent.containsKey(instance);
    }

    boolean isSent(String instance) {
        return sent.containsKey(instance) && arrived.containsKey(instance);
    }

    /** [ms] */
    double latency(String instance) {
        return (sent.getOrDefault(instance, 0L) - arrived.getOrDefault(instance, 0L)) / 1e6;
    }

    /** The account goes on, unheard. */
    @Override
    public void close() {
        closed = true;
    }
}
