package muster.bench.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The fake for workers in JVMs of their own: {@code GET /LIFE/STEP} is a call, {@code GET /ready} says that calls will come. */
final class CallServer implements AutoCloseable {
    private static final int OK = 204;
    private static final int BUSY = 503;
    private static final int NO_BODY = -1;

    private final Calls calls;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger ready = new AtomicInteger();

    CallServer(Calls calls) {
        this.calls = calls;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no server for calls", e);
        }
        server.createContext("/", this::answer);
        server.createContext("/ready", exchange -> {
            ready.incrementAndGet();
            exchange.sendResponseHeaders(OK, NO_BODY);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Workers that have taken up work. */
    int ready() {
        return ready.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var parts = exchange.getRequestURI().getPath().split("/", -1);
            calls.call(Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
            exchange.sendResponseHeaders(OK, NO_BODY);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            exchange.sendResponseHeaders(BUSY, NO_BODY);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
