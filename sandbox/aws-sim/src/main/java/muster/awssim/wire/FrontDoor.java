package muster.awssim.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import muster.awssim.base.Dice;
import muster.awssim.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one HTTP endpoint of all services. */
public final class FrontDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final int BACKLOG = 1024;

    static {
        // small answers would otherwise wait 40 ms for the client's delayed acknowledgement
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Dispatcher dispatcher;
    private final Optional<Control> control;
    private final Dice dice;
    private final String defaultAccount;

    /**
     * @param address port 0 for any that is free
     * @param control what answers below {@code /_sim/}
     */
    public FrontDoor(
            InetSocketAddress address,
            List<AwsService> services,
            Faults faults,
            Admission admission,
            Delays delays,
            Journal journal,
            Dice dice,
            String defaultAccount,
            Optional<Control> control) {
        this.dispatcher = new Dispatcher(services, faults, admission, delays, journal);
        this.dice = dice;
        this.defaultAccount = defaultAccount;
        this.control = control;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address, e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers what is no call of AWS. */
    @FunctionalInterface
    public interface Control {
        Reply answer(String method, String path, Map<String, String> query, byte[] body);
    }

    public URI endpoint() {
        InetSocketAddress bound = server.getAddress();
        return URI.create("http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI uri = exchange.getRequestURI();
            boolean forUs = uri.getPath().startsWith("/_sim/");
            if (forUs && control.isPresent()) {
                Map<String, String> query =
                        Form.parseQuery(Optional.ofNullable(uri.getRawQuery()).orElse(""));
                send(exchange, control.get().answer(exchange.getRequestMethod(), uri.getPath(), query, body), "");
            } else {
                handleCall(exchange, body);
            }
        } catch (Cut e) {
            LOG.debug("cut {}", exchange.getRequestURI());
        } catch (IOException e) {
            LOG.debug("the client went away", e);
        }
    }

    private void handleCall(HttpExchange exchange, byte[] body) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> String.join(",", header.getValue())));
        Optional<Signature> signature = Signature.read(headers.getOrDefault("authorization", ""));
        if (signature.isEmpty()) {
            send(exchange, Reply.of(403, "text/plain", "The request carries no signature (version 4).\n"), "");
            return;
        }
        URI uri = exchange.getRequestURI();
        Request request = new Request(
                dice.uuid("request"),
                exchange.getRequestMethod(),
                uri.getPath(),
                Form.parseQuery(Optional.ofNullable(uri.getRawQuery()).orElse("")),
                headers,
                body,
                signature.get().scope(defaultAccount),
                signature.get().service());
        send(exchange, dispatcher.dispatch(request), request.id());
    }

    private static void send(HttpExchange exchange, Reply reply, String requestId) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (!requestId.isEmpty()) {
            exchange.getResponseHeaders().set("x-amzn-RequestId", requestId);
        }
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        if (reply.body().length > 0) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
