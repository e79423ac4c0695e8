package muster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CastTest {

    @Test
    void at_least_twelve_hosts_of_ours_play() {
        assertThat(Cast.all().stream().filter(part -> part.entry() != Part.Entry.FOREIGN))
                .hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void every_way_in_and_every_turn_is_played() {
        assertThat(Cast.all()).extracting(Part::entry).contains(Part.Entry.values());
        assertThat(Cast.all()).flatExtracting(Part::turns).contains(Part.Turn.values());
        assertThat(Cast.all()).extracting(Part::ending).contains(Part.Ending.values());
    }

    @Test
    void a_host_that_is_promoted_twice_has_two_lives() {
        assertThat(Cast.all())
                .filteredOn(part -> part.turns().contains(Part.Turn.RETURN))
                .extracting(Part::lives)
                .containsOnly(2);
    }
}
