package muster.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code bench.json}, written anew with each figure, so that a run that is broken off leaves what it had found. */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode root;
    private final Path file;
    private final PrintStream out;

    /** Goes on with the file where there is one: sections can be run one by one. */
    Report(Path folder, PrintStream out) {
        this.file = folder.resolve("bench.json");
        this.out = out;
        try {
            Files.createDirectories(folder);
            this.root = Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * @param path names from the root, with dots between: {@code engine.livesPerSecond}
     * @param value a number, text, boolean, list or map
     */
    public synchronized void put(String path, Object value) {
        var parts = path.split("\\.", -1);
        var node = root;
        for (int i = 0; i < parts.length - 1; i++) {
            node = node.withObject("/" + parts[i]);
        }
        node.set(parts[parts.length - 1], JSON.valueToTree(value));
        try {
            JSON.writeValue(file.toFile(), root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** A line for those who watch. */
    public synchronized void say(String format, Object... arguments) {
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
