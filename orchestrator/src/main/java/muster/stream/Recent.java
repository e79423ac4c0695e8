package muster.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import muster.schemas.Instance;
import muster.schemas.InstanceId;

/** The instances that a task has touched last, as objects: results follow their requests within milliseconds. */
final class Recent extends LinkedHashMap<InstanceId, Instance> {
    private static final long serialVersionUID = 1L;

    /** Some kilobytes each, for each task. */
    private static final int MOST = 500;

    Recent() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<InstanceId, Instance> eldest) {
        return size() > MOST;
    }
}
