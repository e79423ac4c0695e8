package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import muster.effects.TransientFault;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** A table that is throttled leaves keys unprocessed. */
class BatchReadTest {
    private final List<Integer> asked = new ArrayList<>();
    private final List<Integer> pauses = new ArrayList<>();

    /** Answers for so many keys of each call. */
    private BatchRead table(int takes) {
        return new BatchRead(
                "Hostnames",
                "Hostname",
                request -> {
                    assertThat(request.requestItems()).containsOnlyKeys("Hostnames");
                    var wanted = request.requestItems().values().iterator().next();
                    assertThat(wanted.consistentRead()).isTrue();
                    asked.add(wanted.keys().size());
                    return answer(wanted.keys(), Math.min(takes, wanted.keys().size()));
                },
                pauses::add);
    }

    private static BatchGetItemResponse answer(List<Map<String, AttributeValue>> keys, int takes) {
        var answer = BatchGetItemResponse.builder().responses(Map.of("Hostnames", keys.subList(0, takes)));
        if (takes < keys.size()) {
            var left = KeysAndAttributes.builder()
                    .keys(keys.subList(takes, keys.size()))
                    .consistentRead(true)
                    .build();
            answer.unprocessedKeys(Map.of("Hostnames", left));
        }
        return answer.build();
    }

    private static List<String> names(int many) {
        return IntStream.range(0, many).mapToObj("name-%03d"::formatted).toList();
    }

    @Test
    void only_the_keys_that_were_left_are_asked_for_again_and_after_a_pause_that_grows() {
        var items = table(40).read(names(100));
        assertThat(items.stream().flatMap(item -> Items.text(item, "Hostname").stream()))
                .containsExactlyElementsOf(names(100));
        assertThat(asked).containsExactly(100, 60, 20);
        assertThat(pauses).containsExactly(0, 1);
    }

    @Test
    void a_table_that_answers_in_full_is_not_waited_for() {
        assertThat(table(100).read(names(250))).hasSize(250);
        assertThat(asked).containsExactly(100, 100, 50);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_table_that_answers_nothing_is_a_passing_fault_after_a_few_calls() {
        assertThatExceptionOfType(TransientFault.class)
                .isThrownBy(() -> table(0).read(names(3)))
                .satisfies(fault -> {
                    assertThat(fault).hasMessageContaining("dynamodb:BatchGetItem on Hostnames");
                    assertThat(fault.remedy()).contains("read capacity");
                });
        assertThat(asked).hasSize(9);
        assertThat(pauses).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }
}
