package muster.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SSM document that ships with the orchestrator. */
final class StartDocument {
    private static final String RESOURCE = "/ssm/muster-start-service.yaml";

    private StartDocument() {}

    static String text() {
        try (InputStream document = StartDocument.class.getResourceAsStream(RESOURCE)) {
            if (document == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
