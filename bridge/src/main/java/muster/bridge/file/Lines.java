package muster.bridge.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a stream line by line without ever decoding it: the bytes of an event are forwarded as they are. */
final class Lines {
    /** 2 MiB. No event is as long, so that a longer line becomes a dead letter, and memory stays bounded. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private final InputStream in;

    /** What was read and not yet given out lies from {@code begin} to {@code end}. */
    private final byte[] block = new byte[256 * 1024];

    private int begin;
    private int end;
    private long number;
    private long position;

    /** @param in need not be buffered; the caller closes it */
    Lines(InputStream in) {
        this.in = in;
    }

    /**
     * The next line, and those that were read along with it: nothing waits for a line that is yet to come.
     *
     * @return empty at the end
     */
    List<Line> ready() throws IOException {
        var ready = new ArrayList<Line>();
        do {
            next().ifPresent(ready::add);
        } while (newline() < end);
        return ready;
    }

    /** @return empty at the end */
    Optional<Line> next() throws IOException {
        if (begin == end && !fill()) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream(1024);
        var ended = false;
        do {
            var stop = newline();
            ended = stop < end;
            bytes.write(block, begin, Math.min(stop - begin, MAX_BYTES - bytes.size()));
            position += stop - begin + (ended ? 1 : 0);
            begin = ended ? stop + 1 : stop;
        } while (!ended && fill());
        number++;
        return Optional.of(new Line(number, withoutReturn(bytes.toByteArray()), position));
    }

    private int newline() {
        var at = begin;
        while (at < end && block[at] != '\n') {
            at++;
        }
        return at;
    }

    /** @return whether there was more */
    private boolean fill() throws IOException {
        begin = 0;
        end = Math.max(0, in.read(block));
        return end > 0;
    }

    private static byte[] withoutReturn(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? Arrays.copyOf(line, line.length - 1) : line;
    }
}
