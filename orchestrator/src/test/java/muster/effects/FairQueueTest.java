package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import muster.effects.Turn.Priority;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final Turn A = new Turn(Priority.LAUNCH, "a");
    private static final Turn B = new Turn(Priority.LAUNCH, "b");
    private static final Turn C = new Turn(Priority.LAUNCH, "c");

    private final FairQueue<String> queue = new FairQueue<>();

    @Test
    void groups_take_turns_and_each_keeps_its_order() {
        add(A, "a1", "a2", "a3", "a4");
        add(B, "b1", "b2");
        add(C, "c1");
        assertThat(queue.take(upTo(10))).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void one_of_a_group_does_not_wait_for_the_storm_of_another() {
        for (int number = 0; number < 500; number++) {
            queue.add(A, "a" + number);
        }
        queue.add(B, "b");
        assertThat(queue.take(upTo(10))).contains("b").hasSize(10);
    }

    @Test
    void one_at_a_time_is_in_turn_too() {
        add(A, "a1", "a2", "a3");
        add(B, "b1", "b2");
        add(C, "c1");
        var order = new ArrayList<String>();
        for (var next = queue.poll(); next.isPresent(); next = queue.poll()) {
            order.add(next.get());
            assertThat(queue.size()).isEqualTo(6 - order.size());
        }
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void an_interruption_goes_first_and_a_launch_before_what_nobody_waits_for() {
        add(new Turn(Priority.REST, "b"), "rest");
        add(A, "a1", "a2");
        add(new Turn(Priority.INTERRUPTION, "c"), "interrupted");
        assertThat(queue.peek()).contains("interrupted");
        assertThat(queue.take(upTo(3))).containsExactly("interrupted", "a1", "a2");
        assertThat(queue.take(upTo(3))).containsExactly("rest");
        assertThat(queue.peek()).isEqualTo(Optional.empty());
    }

    @Test
    void of_a_group_those_go_first_whose_lives_are_furthest() {
        add(A, "a claims", "a claims too");
        add(new Turn(Priority.LAUNCH, "a", 6), "a starts", "a starts too");
        add(new Turn(Priority.LAUNCH, "a", 3), "a is tagged");
        add(B, "b claims");
        assertThat(queue.take(upTo(10)))
                .containsExactly("a starts", "b claims", "a starts too", "a is tagged", "a claims", "a claims too");
    }

    @Test
    void what_finds_no_room_keeps_its_place_and_does_not_stop_the_other_groups() {
        add(A, "a1", "a2");
        add(B, "b1", "b2");
        assertThat(queue.take(name -> !name.startsWith("a"))).containsExactly("b1", "b2");
        assertThat(queue.take(upTo(1))).containsExactly("a1");
    }

    @Test
    void what_is_put_back_goes_before_its_group_s_others() {
        add(A, "a1", "a2", "a3");
        var taken = queue.take(upTo(2));
        for (var each : taken.reversed()) {
            queue.putBack(A, each);
        }
        assertThat(queue.take(upTo(3))).isEqualTo(List.of("a1", "a2", "a3"));
    }

    private void add(Turn turn, String... names) {
        for (var name : names) {
            queue.add(turn, name);
        }
    }

    private static Predicate<String> upTo(int members) {
        return BatchLane.Request.upTo(members);
    }
}
