package muster.schemas.settings;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import muster.schemas.topic.UnfitTopicsException;
import org.apache.kafka.common.config.ConfigException;

/**
 * What a person is told when a start has failed.
 *
 * @param message a line, or a line for each mistake where there are several; without a stack trace
 */
public record StartFailure(ExitCode code, String message) {

    private static final Pattern MISSING = Pattern.compile("property value \\[([a-z0-9.*-]+)]. Property doesn't exist");

    /** Finds, in what frameworks have wrapped, the sentence that was written for people. */
    public static StartFailure of(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (Optional<Throwable> next = Optional.of(failure);
                next.isPresent() && chain.size() < 50;
                next = next.flatMap(it -> Optional.ofNullable(it.getCause()))) {
            chain.add(next.get());
        }
        return chain.stream()
                .flatMap(each -> known(each).stream())
                .findFirst()
                .orElseGet(() -> new StartFailure(
                        ExitCode.DEFECT,
                        "the start failed: " + innermost(chain)
                                + "; the log has the trace at level DEBUG. This should have had a message of its own"));
    }

    private static Optional<StartFailure> known(Throwable failure) {
        // of a framework's own exception, which we don't know, only this sentence helps
        var missing = MISSING.matcher(text(failure));
        if (missing.find()) {
            return Optional.of(
                    new StartFailure(ExitCode.CONFIGURATION, missing.group(1) + ": is missing, and has no default"));
        }
        return switch (failure) {
            case StartException told -> Optional.of(new StartFailure(told.code(), text(told)));
            case UnfitTopicsException unfit -> Optional.of(new StartFailure(ExitCode.CONFIGURATION, text(unfit)));
            case BindException taken ->
                Optional.of(
                        new StartFailure(
                                ExitCode.UNAVAILABLE,
                                "the address of the HTTP server can't be had (" + text(taken)
                                        + "): stop what uses it, or set micronaut.server.port, endpoints.all.port and micronaut.server.host"));
            case ConfigException wrong ->
                Optional.of(new StartFailure(
                        ExitCode.CONFIGURATION,
                        "the Kafka client refuses its configuration: " + text(wrong)
                                + "; correct the keys of Kafka's client: its bootstrap servers, its security"));
            // thrown by our own types for what a person wrote, with the key or the place in the message
            case IllegalArgumentException wrong
            when wrong.getCause() == null || wrong.getCause() instanceof IllegalArgumentException ->
                Optional.of(new StartFailure(ExitCode.CONFIGURATION, text(wrong)));
            default -> Optional.empty();
        };
    }

    private static String innermost(List<Throwable> chain) {
        // some end in a cause that says nothing, such as a bare TimeoutException
        var told = chain.reversed().stream()
                .filter(each -> each.getMessage() != null)
                .findFirst()
                .orElse(chain.getFirst());
        return told.getClass().getSimpleName() + ": " + text(told);
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
