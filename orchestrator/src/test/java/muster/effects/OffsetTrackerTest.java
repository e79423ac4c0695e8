package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void nothing_is_committed_before_anything_was_taken() {
        assertThat(tracker.toCommit()).isEqualTo(-1);
    }

    @Test
    void the_lowest_unfinished_offset_holds_up_those_above_it() {
        tracker.begin(5);
        tracker.begin(6);
        tracker.begin(9);
        tracker.finish(6);
        tracker.finish(9);
        assertThat(tracker.toCommit()).isEqualTo(5);
        tracker.finish(5);
        assertThat(tracker.toCommit()).isEqualTo(10);
    }

    @Test
    void the_same_position_is_not_committed_twice() {
        tracker.begin(5);
        tracker.finish(5);
        assertThat(tracker.toCommit()).isEqualTo(6);
        assertThat(tracker.toCommit()).isEqualTo(-1);
        tracker.begin(6);
        assertThat(tracker.toCommit()).isEqualTo(-1);
        tracker.finish(6);
        assertThat(tracker.toCommit()).isEqualTo(7);
    }
}
