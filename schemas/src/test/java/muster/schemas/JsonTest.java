package muster.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    private static final String TOPIC = "xnet-test";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    record Kind(String schema, Class<?> type, Serde<?> serde, String called) {
        @Override
        public String toString() {
            return schema;
        }
    }

    static Stream<Kind> versioned() {
        return Stream.of(
                new Kind("journal-entry", JournalEntry.class, Json.journal(), "journal entry"),
                new Kind("effect-request", EffectRequest.class, Json.effect(), "effect"),
                new Kind("effect-result", EffectResult.class, Json.result(), "effect result"),
                new Kind("instance", Instance.class, Json.instance(), "instance"));
    }

    static Stream<Kind> kinds() {
        return Stream.concat(versioned(), Stream.of(new Kind("signal", Signal.class, Json.signal(), "signal")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void each_case_reads_back_equal_and_fits_its_schema(Kind kind) throws Exception {
        var samples = Samples.of(kind.type());
        assertThat(samples).isNotEmpty();
        for (var sample : samples) {
            var bytes = written(kind.serde(), sample);
            assertThat(kind.serde().deserializer().deserialize(TOPIC, bytes)).isEqualTo(sample);
            assertThat(SCHEMAS.problems(kind.schema(), MAPPER.readTree(bytes)))
                    .as(new String(bytes, StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("versioned")
    void another_version_is_refused_by_its_number(Kind kind) {
        // a record's own version stands before those of its parts
        var two = text(kind).replaceFirst("\"v\":1", "\"v\":2");
        assertThatThrownBy(() -> kind.serde().deserializer().deserialize(TOPIC, two.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("can't read a record of xnet-test")
                .hasMessageContaining("version of " + kind.called() + ": '2' (expected: 1)");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_field_that_a_newer_release_has_added_is_ignored(Kind kind) {
        var more = text(kind).replaceFirst("\\{", "{\"surprise\":true,");
        assertThat((Object) kind.serde().deserializer().deserialize(TOPIC, more.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(kind.serde()
                        .deserializer()
                        .deserialize(TOPIC, text(kind).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("versioned")
    void a_field_that_the_first_release_had_must_be_there(Kind kind) {
        for (var absent : new String[] {"\"v\":1,", "\"v\":null,"}) {
            var less = text(kind).replaceFirst("\"v\":1,", absent.contains("null") ? absent : "");
            assertThatThrownBy(
                            () -> kind.serde().deserializer().deserialize(TOPIC, less.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_tombstone_stays_one(Kind kind) {
        assertThat((Object) kind.serde().deserializer().deserialize(TOPIC, null))
                .isNull();
        assertThat(kind.serde().serializer().serialize(TOPIC, null)).isNull();
    }

    @Test
    void a_case_is_named_after_its_record() {
        assertThat(List.of(Json.typeName(Signal.Ec2StateChanged.class), Json.typeName(Effect.UpsertDns.class)))
                .containsExactly("ec2-state-changed", "upsert-dns");
    }

    private static String text(Kind kind) {
        return new String(written(kind.serde(), Samples.of(kind.type()).getFirst()), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked") // the sample is of the serde's type: both come from one Kind
    private static byte[] written(Serde<?> serde, Object sample) {
        return ((Serde<Object>) serde).serializer().serialize(TOPIC, sample);
    }
}
