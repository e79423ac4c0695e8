package muster.effects;

import java.time.Duration;

/** What is counted in front of AWS. Never with an instance, a group or a zone as a label. */
public interface LaneMetrics {
    LaneMetrics NONE = new LaneMetrics() {
        @Override
        public void sent(String lane, int size) {}

        @Override
        public void waited(String line, Duration time) {}

        @Override
        public void throttled(String api) {}

        @Override
        public void rate(String api, double perSecond) {}
    };

    /** A batch was sent, with so many members. */
    void sent(String lane, int size);

    /** From the question to its batch, or from the wish for a call to its turn. */
    void waited(String line, Duration time);

    /** AWS has refused a call for its rate. */
    void throttled(String api);

    /** What a correction has brought the rate of an API to. */
    void rate(String api, double perSecond);
}
