package muster.bridge.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a stream line by line without ever decoding it: the bytes of an event are forwarded as they are. Firehose writes
 * JSON documents one after the other with nothing between them, so a line that consists of documents alone is read as
 * one line for each.
 */
final class Lines {
    /** 2 MiB. No event is as long, so that a longer line becomes a dead letter, and memory stays bounded. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private final InputStream in;

    /** What was read and not yet given out lies from {@code begin} to {@code end}. */
    private final byte[] block = new byte[256 * 1024];

    private int begin;
    private int end;

    /** Of the line that begins at {@code begin}, as far as it was looked for. */
    private int stop;

    private final Documents documents = new Documents();
    private long number;
    private long position;

    /** Of the line that is being read; 0 before its first. */
    private int document;

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
        } while (boundary() < end);
        return ready;
    }

    /** @return empty at the end */
    Optional<Line> next() throws IOException {
        if (begin == end && !fill()) {
            return Optional.empty();
        }
        if (document == 0) {
            number++;
        }
        document++;
        var at = document;
        var bytes = withoutReturn(boundary() < end ? within() : across());
        return Optional.of(new Line(number, at, bytes, position));
    }

    /** A line that is in the block as a whole, as most are. */
    private byte[] within() {
        var line = Arrays.copyOfRange(block, begin, stop);
        pass();
        return line;
    }

    private byte[] across() throws IOException {
        var bytes = new ByteArrayOutputStream(1024);
        var ended = false;
        do {
            ended = boundary() < end;
            bytes.write(block, begin, Math.min(stop - begin, MAX_BYTES - bytes.size()));
            pass();
        } while (!ended && fill());
        return bytes.toByteArray();
    }

    /** Over what has been taken of the line, and over its end where that is there. */
    private void pass() {
        var next = stop < end && block[stop] == '\n' ? stop + 1 : stop;
        if (next > stop) {
            document = 0;
        }
        if (stop < end) {
            documents.restart();
        }
        position += next - begin;
        begin = next;
        stop = next;
    }

    /** Where the line ends, or the next document begins. */
    private int boundary() {
        while (stop < end && block[stop] != '\n' && !documents.beginsAnother(block[stop])) {
            stop++;
        }
        return stop;
    }

    /** @return whether there was more */
    private boolean fill() throws IOException {
        begin = 0;
        stop = 0;
        end = Math.max(0, in.read(block));
        return end > 0;
    }

    private static byte[] withoutReturn(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? Arrays.copyOf(line, line.length - 1) : line;
    }
}
