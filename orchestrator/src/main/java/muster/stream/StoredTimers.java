package muster.stream;

import java.util.HashSet;
import java.util.Set;
import muster.schemas.DueTime;
import muster.schemas.InstanceId;
import muster.schemas.TimerName;
import org.apache.kafka.common.utils.Bytes;

/** The store of timers as its changelog has it. */
public final class StoredTimers {
    private StoredTimers() {}

    /** One key of the store. */
    public record Timer(InstanceId instance, TimerName timer, DueTime due) {}

    public static Set<Timer> of(TopicReading reading, String changelog) {
        var timers = new HashSet<Timer>();
        reading.all(changelog, record -> {
            var key = TimerKey.of(Bytes.wrap(record.key()));
            var timer = new Timer(key.instance(), key.timer(), key.due());
            if (record.value() == null) {
                timers.remove(timer);
            } else {
                timers.add(timer);
            }
        });
        return timers;
    }
}
