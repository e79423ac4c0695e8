package muster.bridge.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads a stream line by line without ever decoding it: the bytes of an event are forwarded as they are. */
final class Lines {
    /** 2 MiB. No event is as long, so that a longer line becomes a dead letter, and memory stays bounded. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private final InputStream in;
    private long number;
    private long position;

    /** @param in buffered; the caller closes it */
    Lines(InputStream in) {
        this.in = in;
    }

    /** @return empty at the end */
    Optional<Line> next() throws IOException {
        var bytes = new ByteArrayOutputStream(1024);
        var read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        while (read >= 0 && read != '\n') {
            position++;
            if (bytes.size() < MAX_BYTES) {
                bytes.write(read);
            }
            read = in.read();
        }
        position += read == '\n' ? 1 : 0;
        number++;
        return Optional.of(new Line(number, withoutReturn(bytes.toByteArray()), position));
    }

    private static byte[] withoutReturn(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? Arrays.copyOf(line, line.length - 1) : line;
    }
}
