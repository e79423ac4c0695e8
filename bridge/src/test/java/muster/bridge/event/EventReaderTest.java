package muster.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import muster.bridge.Samples;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reading.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private final EventReader reader = new EventReader();

    @Test
    void an_event_is_read() {
        assertThat(read(Samples.state(Samples.I1, "running"))).isInstanceOfSatisfying(Event.class, event -> {
            assertThat(event.id()).isEqualTo("22345678-1234-1234-1234-123456789012");
            assertThat(event.source()).isEqualTo("aws.ec2");
            assertThat(event.detailType()).isEqualTo("EC2 Instance State-change Notification");
            assertThat(event.time()).isEqualTo("2026-01-02T03:04:05Z");
        });
    }

    @Test
    void unknown_fields_and_a_missing_version_are_tolerated() {
        assertThat(read("""
                {"id":"1","source":"s","detail-type":"t","time":"2026-01-02T03:04:05.123+01:00","detail":{},"new":[{}]}""")).isInstanceOf(Event.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` `                                                                              | EMPTY         | white space
            `\t\n`                                                                           | EMPTY         | white space
            {"id":                                                                           | NOT_JSON      | end-of-input
            nonsense                                                                         | NOT_JSON      | nonsense
            {"id":"1"} {"id":"2"}                                                            | NOT_JSON      | railing
            {"id":"1","id":"2"}                                                              | DUPLICATE_KEY | 'id'
            {"id":"1","source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{"a":1,"a":2}} | DUPLICATE_KEY | 'a'
            []                                                                               | NOT_AN_EVENT  | ARRAY
            null                                                                             | NOT_AN_EVENT  | NULL
            {"source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{}}       | NOT_AN_EVENT  | 'id'
            {"id":null,"source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{}} | NOT_AN_EVENT  | 'id'
            {"id":7,"source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{}} | NOT_AN_EVENT  | 'id'
            {"id":" ","source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{}} | NOT_AN_EVENT  | 'id'
            {"id":"1","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":{}}           | NOT_AN_EVENT  | 'source'
            {"id":"1","source":"s","time":"2026-01-02T03:04:05Z","detail":{}}                | NOT_AN_EVENT  | 'detail-type'
            {"id":"1","source":"s","detail-type":"t","detail":{}}                            | NOT_AN_EVENT  | 'time'
            {"id":"1","source":"s","detail-type":"t","time":"yesterday","detail":{}}         | NOT_AN_EVENT  | yesterday
            {"id":"1","source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z"}          | NOT_AN_EVENT  | 'detail'
            {"id":"1","source":"s","detail-type":"t","time":"2026-01-02T03:04:05Z","detail":"x"} | NOT_AN_EVENT  | 'detail'
            """)
    void what_is_no_event_is_named(String text, Reason reason, String word) {
        assertThat(read(text)).isInstanceOfSatisfying(Unreadable.class, unreadable -> {
            assertThat(unreadable.reason()).isEqualTo(reason);
            assertThat(unreadable.detail()).contains(word);
        });
    }

    @Test
    void bytes_that_are_not_utf_8_are_named() {
        var latin = Samples.launching(Samples.I1).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(reader.read(latin))
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).isEqualTo(Reason.NOT_UTF8));
        var wide = Samples.launching(Samples.I1).getBytes(StandardCharsets.UTF_16LE);
        assertThat(reader.read(wide)).isInstanceOf(Unreadable.class);
    }

    @Test
    void the_character_that_stands_for_bytes_that_are_no_character_is_one_itself() {
        var text = Samples.launching(Samples.I1).replace("aws.autoscaling", "aws.\uFFFD\uD83D\uDC1F");
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        Event.class, it -> assertThat(it.source()).isEqualTo("aws.\uFFFD\uD83D\uDC1F"));
    }

    @Test
    void one_byte_more_than_1_mib_is_too_large_and_1_mib_is_not() {
        var padding = " ".repeat(EventReader.MAX_BYTES);
        var text = Samples.state(Samples.I1, "running");
        var full = (text + padding).substring(0, EventReader.MAX_BYTES);
        assertThat(read(full)).isInstanceOf(Event.class);
        assertThat(read(full + " "))
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void a_word_that_would_make_a_long_header_is_refused() {
        var text = Samples.state(Samples.I1, "running").replace("22345678", "2".repeat(300));
        assertThat(read(text)).isInstanceOfSatisfying(Unreadable.class, it -> {
            assertThat(it.reason()).isEqualTo(Reason.NOT_AN_EVENT);
            assertThat(it.detail()).contains("'id' is longer than 256");
        });
    }

    @Test
    void nesting_without_end_is_refused_and_breaks_nothing() {
        var text = Samples.state(Samples.I1, "running").replace("\"running\"", "[".repeat(100_000));
        assertThat(read(text)).isInstanceOfSatisfying(Unreadable.class, it -> {
            assertThat(it.reason()).isEqualTo(Reason.NOT_JSON);
            assertThat(it.detail().length()).isLessThanOrEqualTo(200);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z"
            })
    void a_time_beyond_all_clocks_is_refused(String time) {
        assertThat(read(Samples.state(Samples.I1, "running").replace("2026-01-02T03:04:05Z", time)))
                .isInstanceOfSatisfying(Unreadable.class, it -> {
                    assertThat(it.reason()).isEqualTo(Reason.NOT_AN_EVENT);
                    assertThat(it.detail()).contains("of the years 1970 to 9999");
                });
    }

    @Test
    void a_request_to_confirm_a_subscription_says_what_is_to_be_done() {
        assertThat(read(Samples.subscriptionConfirmation())).isInstanceOfSatisfying(Unreadable.class, it -> {
            assertThat(it.reason()).isEqualTo(Reason.SUBSCRIPTION_CONFIRMATION);
            assertThat(it.detail())
                    .contains("SubscribeURL", "raw message delivery", "arn:aws:sns:us-west-2:111122223333:muster")
                    .doesNotContain("2336412f37");
        });
    }

    @Test
    void a_time_is_one_where_the_jdk_says_so_whatever_is_changed_in_it() {
        var event = Samples.state(Samples.I1, "running");
        for (var time : List.of(
                "2026-01-02T03:04:05Z",
                "2024-02-28T23:59:59Z",
                "2026-12-31T19:00:00Z",
                "2026-01-13T00:12:37.214Z",
                "2026-01-13T00:12:37.2Z",
                "2026-01-13T00:12:37.Z",
                "2026-01-13T00:12:37.123456789Z",
                "2026-01-13T00:12:37.1234567890Z")) {
            for (int at = 0; at < time.length(); at++) {
                for (var other : "0123456789-:TZ+/ ".split("")) {
                    var changed = time.substring(0, at) + other + time.substring(at + 1);
                    assertThat(read(event.replace("2026-01-02T03:04:05Z", changed)))
                            .as(changed)
                            .isInstanceOf(isTime(changed) ? Event.class : Unreadable.class);
                }
            }
        }
    }

    private static boolean isTime(String text) {
        try {
            var year = OffsetDateTime.parse(text).getYear();
            return year >= 1970 && year <= 9999;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private Reading read(String text) {
        return reader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
