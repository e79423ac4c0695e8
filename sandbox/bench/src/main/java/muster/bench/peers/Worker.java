package muster.bench.peers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import muster.harness.JvmProgram;

/** A peer's worker in a JVM of its own, so that it can be killed. */
public final class Worker {
    private static final String PREFIX = "muster.bench.peers.";
    private static final String PORT = "calls";

    private Worker() {}

    /** @param port where its calls go */
    static JvmProgram start(Peer peer, int port, Path log) {
        var properties = new HashMap<String, String>();
        peer.worker().forEach((key, value) -> properties.put(PREFIX + key, value));
        properties.put(PREFIX + PORT, String.valueOf(port));
        return JvmProgram.start(new JvmProgram.Launch(
                "worker of " + peer.name(),
                Worker.class.getName(),
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-Dlogback.configurationFile=peers-logback.xml"),
                Map.copyOf(properties),
                List.of(),
                log));
    }

    public static void main(String[] arguments) throws InterruptedException {
        var calls = new RemoteCalls(Integer.parseInt(property(PORT)));
        switch (property("peer")) {
            case Muster.NAME -> Muster.work(property("bootstrap"), Path.of(property("state")), calls);
            case Dbos.NAME -> Dbos.work(property("url"), calls);
            case Temporal.NAME -> Temporal.work(property("target"), calls);
            default -> throw new IllegalArgumentException("no such peer: " + property("peer"));
        }
        calls.ready();
        // until it is killed
        new CountDownLatch(1).await();
    }

    private static String property(String key) {
        var value = System.getProperty(PREFIX + key);
        if (value == null) {
            throw new IllegalArgumentException("-D" + PREFIX + key + " is missing");
        }
        return value;
    }
}
