package muster.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import muster.schemas.DueTime;
import muster.schemas.InstanceId;
import muster.schemas.TimerName;
import org.apache.kafka.common.utils.Bytes;

/**
 * Key of the timer store: due time first, as unsigned big-endian milliseconds, so that what is due lies in one range and
 * no look at a timer ever scans instances.
 */
record TimerKey(DueTime due, InstanceId instance, TimerName timer) {
    Bytes bytes() {
        var tail = (instance + "/" + timer).getBytes(StandardCharsets.US_ASCII);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + tail.length)
                .putLong(due.at().toEpochMilli())
                .put(tail)
                .array());
    }

    static TimerKey of(Bytes bytes) {
        var buffer = ByteBuffer.wrap(bytes.get());
        var due = new DueTime(Instant.ofEpochMilli(buffer.getLong()));
        var tail = StandardCharsets.US_ASCII.decode(buffer).toString();
        var slash = tail.indexOf('/');
        return new TimerKey(due, new InstanceId(tail.substring(0, slash)), new TimerName(tail.substring(slash + 1)));
    }

    /** Smaller than every key that is due then or later, greater than any before. */
    static Bytes from(Instant due) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(due.toEpochMilli()).array());
    }

    /** Greater than every key that is due by then, smaller than any later one. */
    static Bytes upTo(Instant now) {
        return from(now.plusMillis(1));
    }
}
