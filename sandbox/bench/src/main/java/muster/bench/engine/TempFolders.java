package muster.bench.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Fresh folders for stores; gone with all that is in them when closed. */
public final class TempFolders implements AutoCloseable {
    private final Path base;
    private int count;

    public TempFolders() {
        try {
            base = Files.createTempDirectory("muster-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder", e);
        }
    }

    public Path next() {
        return base.resolve(String.valueOf(count++));
    }

    @Override
    public void close() {
        try (var files = Files.walk(base)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + base, e);
        }
    }
}
