package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Names that are of no use, rows that people write by hand, and tables that disagree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakenOutTest {
    private Account account;
    private HostnameTable table;
    private int number = 0x5000;

    @BeforeAll
    void open() {
        account = new Account();
        table = new HostnameTable(account.clients, account.settings, Clock.systemUTC());
    }

    @AfterAll
    void close() {
        account.close();
    }

    private InstanceId instance() {
        return new InstanceId("i-%017x".formatted(++number));
    }

    private static Effect.ClaimHostname claim(InstanceId id, int generation, int round, HostnamePool pool) {
        return new Effect.ClaimHostname(Account.target(id, generation, "claim-hostname", round), pool, "10.0.0.1");
    }

    private static Effect.ReleaseHostname takeOut(InstanceId id, int generation, Hostname name) {
        return new Effect.ReleaseHostname(
                Account.target(id, generation, "give-back-" + name, 1),
                name,
                new Generation(generation),
                Duration.ZERO,
                Effect.ReleaseHostname.Afterwards.TAKEN_OUT);
    }

    private HostnameTable.Standing standing(Hostname name) {
        return table.read(List.of(name)).getFirst().standing();
    }

    private Hostname claimed(Effect.ClaimHostname claim) {
        if (account.run(claim) instanceof Outcome.Claimed(var name)) {
            return name;
        }
        throw new AssertionError("no name");
    }

    private long held(HostnamePool pool) {
        return IntStream.range(0, pool.size())
                .filter(index -> standing(pool.name(index)) == HostnameTable.Standing.HELD)
                .count();
    }

    @Test
    void a_name_that_is_taken_out_is_claimed_by_nobody_and_its_life_claims_another() {
        var id = instance();
        var pool = Account.pool("bad", 2);
        var bad = claimed(claim(id, 1, 1, pool));
        assertThat(account.run(takeOut(id, 1, bad))).isEqualTo(new Outcome.Done());
        assertThat(account.run(takeOut(id, 1, bad))).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(standing(bad)).isEqualTo(HostnameTable.Standing.TAKEN_OUT);
        assertThat(account.item("Hostnames", "Hostname", bad.value()))
                .doesNotContainKeys("Owner", "Generation", "Leaving", "RestsUntil");
        assertThat(account.item("Instances", "Ident", id.value())).doesNotContainKeys("Hostname", "ReleasedGeneration");

        var other = claimed(claim(id, 1, 2, pool));
        assertThat(other).isNotEqualTo(bad);
        assertThat(account.run(claim(instance(), 1, 1, pool))).isInstanceOf(Outcome.NoFreeName.class);
        // a late release does not make it free
        assertThat(account.run(account.release(id, 1, bad))).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(standing(bad)).isEqualTo(HostnameTable.Standing.TAKEN_OUT);
    }

    @Test
    void a_claim_that_comes_again_after_its_name_was_taken_out_takes_no_second_one() {
        var id = instance();
        var pool = Account.pool("again", 5);
        var first = claim(id, 1, 1, pool);
        account.run(takeOut(id, 1, claimed(first)));
        assertThat(account.run(first)).isInstanceOf(Outcome.Fenced.class);
        assertThat(held(pool)).isZero();

        var second = claim(id, 1, 2, pool);
        var name = claimed(second);
        // also in the hands of a process that was paused, it knows only the name that is held
        assertThat(account.run(first)).isEqualTo(new Outcome.Claimed(name));
        assertThat(held(pool)).isEqualTo(1);
        account.run(takeOut(id, 1, name));
        assertThat(account.run(first)).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.run(second)).isInstanceOf(Outcome.Fenced.class);
        assertThat(held(pool)).isZero();
        assertThat(claimed(claim(id, 1, 3, pool))).isNotEqualTo(name);
    }

    @Test
    void a_name_that_was_kept_and_then_taken_out_is_not_claimed_again_by_the_claim_that_kept_it() {
        var id = instance();
        var pool = Account.pool("keep", 5);
        var name = claimed(claim(id, 1, 1, pool));
        var kept = claim(id, 2, 1, pool);
        assertThat(claimed(kept)).isEqualTo(name);
        account.run(takeOut(id, 2, name));
        assertThat(account.run(kept)).isInstanceOf(Outcome.Fenced.class);
        assertThat(held(pool)).isZero();
    }

    @Test
    void a_later_round_that_finds_the_name_of_an_earlier_one_counts_as_its_claim() {
        var id = instance();
        var pool = Account.pool("round", 5);
        var name = claimed(claim(id, 1, 1, pool));
        var later = claim(id, 1, 2, pool);
        assertThat(claimed(later)).isEqualTo(name);
        account.run(takeOut(id, 1, name));
        assertThat(account.run(later)).isInstanceOf(Outcome.Fenced.class);
        assertThat(held(pool)).isZero();
    }

    /** Written by hand: what the table of names shows as free is what a claim can take, and nothing else is. */
    @Test
    void what_is_shown_free_is_claimable_and_what_is_not_is_not() {
        var yes = AttributeValue.fromBool(true);
        var no = AttributeValue.fromBool(false);
        var owner = AttributeValue.fromS("i-00000000000000fff");
        var rows = List.<Map<String, AttributeValue>>of(
                Map.of(),
                Map.of("Exists", no),
                Map.of("Exists", yes),
                Map.of("Exists", AttributeValue.fromNul(true)),
                Map.of("Exists", AttributeValue.fromS("false")),
                Map.of("Owner", owner),
                Map.of("Exists", no, "Owner", owner),
                Map.of("Exists", yes, "Owner", owner),
                Map.of("RestsUntil", AttributeValue.fromN("1")),
                Map.of("RestsUntil", AttributeValue.fromN("99999999999999")),
                Map.of("Exists", no, "RestsUntil", AttributeValue.fromN("99999999999999")));
        for (int i = 0; i < rows.size(); i++) {
            var pool = Account.pool("row" + i, 1);
            put("Hostnames", "Hostname", pool.name(0).value(), rows.get(i));
            var isFree = standing(pool.name(0)) == HostnameTable.Standing.FREE;
            var outcome = account.run(claim(instance(), 1, 1, pool));
            assertThat(outcome)
                    .as("%s", rows.get(i))
                    .isInstanceOf(isFree ? Outcome.Claimed.class : Outcome.NoFreeName.class);
        }
        assertThat(standing(new Hostname("row0-001"))).isEqualTo(HostnameTable.Standing.HELD);
        assertThat(standing(new Hostname("row5-001"))).isEqualTo(HostnameTable.Standing.HELD);
        assertThat(standing(new Hostname("row2-001"))).isEqualTo(HostnameTable.Standing.TAKEN_OUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"free", "another's", "taken out", "absent"})
    void an_instance_whose_item_names_what_is_not_its_own_is_corrected_and_claims_again(String state) {
        var id = instance();
        var pool = Account.pool("stale" + number, 3);
        var name = claimed(claim(id, 1, 1, pool));
        var another = AttributeValue.fromS("i-00000000000000fff");
        put(
                "Hostnames",
                "Hostname",
                name.value(),
                switch (state) {
                    case "free" -> Map.of("Exists", AttributeValue.fromBool(false));
                    case "another's" ->
                        Map.of(
                                "Exists",
                                AttributeValue.fromBool(true),
                                "Owner",
                                another,
                                "Generation",
                                AttributeValue.fromN("4"));
                    case "taken out" -> Map.of("Exists", AttributeValue.fromBool(true));
                    default -> Map.of();
                });
        if (state.equals("absent")) {
            account.clients
                    .dynamoDb()
                    .deleteItem(request ->
                            request.tableName("Hostnames").key(Map.of("Hostname", AttributeValue.fromS(name.value()))));
        }
        var next = claimed(claim(id, 2, 1, pool));
        assertThat(account.attribute(next, "Owner").s()).isEqualTo(id.value());
        assertThat(Items.text(account.item("Instances", "Ident", id.value()), "Hostname"))
                .contains(next.value());
        if (state.equals("another's") || state.equals("taken out")) {
            assertThat(next).isNotEqualTo(name);
        }
        if (state.equals("another's")) {
            assertThat(account.attribute(name, "Owner")).isEqualTo(another);
        }
    }

    @Test
    void the_same_claim_finds_another_name_where_its_first_one_was_taken_away_by_hand() {
        var id = instance();
        var pool = Account.pool("hand", 3);
        var claim = claim(id, 1, 1, pool);
        var name = claimed(claim);
        put("Hostnames", "Hostname", name.value(), Map.of("Exists", AttributeValue.fromBool(true)));
        assertThat(claimed(claim)).isNotEqualTo(name);
        assertThat(held(pool)).isEqualTo(1);
    }

    @Test
    void tables_that_disagree_on_the_generation_alone_are_brought_together() {
        var id = instance();
        var pool = Account.pool("gens", 3);
        var name = claimed(claim(id, 1, 1, pool));
        var ahead = new HashMap<>(account.item("Hostnames", "Hostname", name.value()));
        ahead.put("Generation", AttributeValue.fromN("2"));
        put("Hostnames", "Hostname", name.value(), ahead);
        assertThat(account.run(claim(id, 1, 2, pool))).isInstanceOf(Outcome.Fenced.class);
        assertThat(claimed(claim(id, 3, 1, pool))).isEqualTo(name);
        assertThat(account.attribute(name, "Generation").n()).isEqualTo("3");
        assertThat(Items.number(account.item("Instances", "Ident", id.value()), "Generation"))
                .isEqualTo(3);
    }

    @Test
    void a_release_of_a_name_that_only_the_instance_s_item_knows_corrects_that_item() {
        var id = instance();
        var pool = Account.pool("half", 2);
        var name = claimed(claim(id, 1, 1, pool));
        put("Hostnames", "Hostname", name.value(), Map.of("Exists", AttributeValue.fromBool(false)));
        assertThat(account.run(account.release(id, 1, name))).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.item("Instances", "Ident", id.value())).doesNotContainKey("Hostname");
        assertThat(account.run(claim(id, 1, 2, pool))).isInstanceOf(Outcome.Fenced.class);
    }

    private void put(String table, String key, String value, Map<String, AttributeValue> attributes) {
        var item = new HashMap<>(attributes);
        item.put(key, AttributeValue.fromS(value));
        account.clients.dynamoDb().putItem(request -> request.tableName(table).item(item));
    }
}
