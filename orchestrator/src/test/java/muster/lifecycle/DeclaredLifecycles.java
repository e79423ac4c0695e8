package muster.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lifecycle that ships, as its file says it, with some words replaced by others. */
public final class DeclaredLifecycles {
    private DeclaredLifecycles() {}

    public static Lifecycles validator(String... fromTo) {
        var yaml = text();
        for (int i = 0; i < fromTo.length; i += 2) {
            if (!yaml.contains(fromTo[i])) {
                throw new IllegalArgumentException("validator.yaml does not say '" + fromTo[i] + "'");
            }
            yaml = yaml.replace(fromTo[i], fromTo[i + 1]);
        }
        return new Lifecycles(List.of(LifecycleReader.read("validator.yaml", yaml, _ -> Optional.empty())));
    }

    /** The hook is answered only once the service has started, or has failed to. */
    public static Lifecycles answeringLast(String... fromTo) {
        var last = List.of("""
                      - name: let-it-in
                        before: [complete-hook]
                """, """
                      - name: let-it-in
                """, """
                      - name: it-serves
                        conditions: [command-succeeded]
                """, """
                      - name: it-serves
                        conditions: [command-succeeded]
                        before: [complete-hook]
                """);
        return validator(Stream.concat(last.stream(), Stream.of(fromTo)).toArray(String[]::new));
    }

    private static String text() {
        try (var stream = DeclaredLifecycles.class.getResourceAsStream("/lifecycles/validator.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("validator.yaml does not ship");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
