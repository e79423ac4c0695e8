package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.effects.LaneMetrics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Many names of a zone that has more records than a page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoneSearchTest {
    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    private static String name(int number) {
        return "host-%03d.%s".formatted(number, Account.DOMAIN);
    }

    private void create(List<String> names, String type, String value) {
        account.clients
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(account.zone)
                        .changeBatch(batch -> batch.changes(names.stream()
                                .map(name -> Change.builder()
                                        .action(ChangeAction.CREATE)
                                        .resourceRecordSet(set -> set.name(name)
                                                .type(type)
                                                .ttl(60L)
                                                .resourceRecords(record -> record.value(value)))
                                        .build())
                                .toList())));
    }

    @Test
    void every_name_has_all_of_its_sets_and_those_that_are_absent_have_none() {
        var names = IntStream.range(0, 400).mapToObj(ZoneSearchTest::name).toList();
        create(names, "A", "10.0.0.1");
        create(names, "TXT", "\"a note\"");
        var absent = List.of("host-0005." + Account.DOMAIN, "zzz." + Account.DOMAIN, "aaa." + Account.DOMAIN);
        var wanted = new ArrayList<>(
                Stream.concat(names.stream().limit(290), absent.stream()).toList());
        Collections.shuffle(wanted, new Random(7));
        var before = lists();
        var calls = new Calls(1, 10, LaneMetrics.NONE, System::nanoTime);
        var found = new ZoneSearch(account.zone, account.clients.route53(), calls).send(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i).stream().map(ResourceRecordSet::typeAsString))
                    .as(wanted.get(i))
                    .containsExactlyInAnyOrderElementsOf(
                            absent.contains(wanted.get(i)) ? List.of() : List.of("A", "TXT"));
        }
        // 580 sets and three names that are not there
        assertThat(lists() - before).isBetween(4L, 7L);
    }

    private long lists() {
        return account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals("ListResourceRecordSets"))
                .count();
    }
}
