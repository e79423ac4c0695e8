package muster.awssim.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;

/** Append-only record of calls and of what took effect. Safe for use by several threads. */
public final class Journal implements AutoCloseable {
    private static final Set<String> NOT_AN_EFFECT = Set.of("call", "fault", "event-emitted");

    private final InstantSource time;
    private Optional<BufferedWriter> file;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();

    public Journal(InstantSource time, Optional<Path> file) {
        this.time = time;
        this.file = file.map(Journal::open);
    }

    private static BufferedWriter open(Path path) {
        try {
            // not a channel's writer: that would be closed for good by the first interrupted thread that writes
            return new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(path.toFile()), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the journal to " + path, e);
        }
    }

    /** Adds a line. During a call the line carries its request id, and, unless it says {@code changed: false}, is its effect. */
    public void record(Scope scope, String kind, ObjectNode fields) {
        CallInProgress.current().filter(_ -> !NOT_AN_EFFECT.contains(kind)).ifPresent(call -> {
            fields.put("requestId", call.requestId());
            if (fields.path("changed").asBoolean(true)) {
                call.tookEffect();
            }
        });
        Entry entry = append(scope, kind, fields);
        listeners.forEach(listener -> listener.accept(entry));
    }

    private synchronized Entry append(Scope scope, String kind, ObjectNode fields) {
        Entry entry = new Entry(entries.size() + 1L, time.instant(), scope, kind, fields);
        entries.add(entry);
        file.ifPresent(writer -> writeLine(writer, entry));
        return entry;
    }

    private static void writeLine(BufferedWriter writer, Entry entry) {
        try {
            writer.write(Json.write(entry.json()));
            writer.newLine();
            // a checker may read the file while the simulation runs, or after it was killed
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public List<Entry> entries(String kind) {
        return entries().stream().filter(entry -> entry.kind().equals(kind)).toList();
    }

    /** What was written after the line with this number; 0 for all. */
    public synchronized List<Entry> after(long seq) {
        return List.copyOf(entries.subList((int) Math.clamp(seq, 0, entries.size()), entries.size()));
    }

    /** The lines as NDJSON. */
    public String ndjson(long afterSeq) {
        return after(afterSeq).stream()
                .map(entry -> Json.write(entry.json()) + "\n")
                .collect(Collectors.joining());
    }

    /** Is told of every further line, on the thread that wrote it; it must be quick and must not call back. */
    public void listen(Consumer<Entry> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        file.ifPresent(writer -> {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        // a call that is still being answered may write its last line: to memory only
        file = Optional.empty();
    }
}
