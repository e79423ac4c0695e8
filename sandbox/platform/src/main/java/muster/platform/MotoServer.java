package muster.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** {@code moto_server}, where it is on the PATH: a second opinion, by people who have never seen aws-sim. */
public final class MotoServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Process process;
    private final URI endpoint;

    private MotoServer(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Empty where it is not on the PATH or does not answer. */
    public static Optional<MotoServer> started() throws IOException {
        var onPath = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "moto_server"))
                .anyMatch(Files::isExecutable);
        if (!onPath) {
            return Optional.empty();
        }
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var endpoint = URI.create("http://127.0.0.1:" + port);
        var process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var moto = new MotoServer(process, endpoint);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && !answers(endpoint)) {
            if (System.nanoTime() > deadline) {
                moto.close();
                return Optional.empty();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return process.isAlive() ? Optional.of(moto) : Optional.empty();
    }

    private static boolean answers(URI endpoint) {
        try {
            var connection =
                    (HttpURLConnection) endpoint.resolve("/moto-api/").toURL().openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
