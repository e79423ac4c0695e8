package muster.bridge.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void lines_keep_their_bytes_without_the_end_of_line() throws IOException {
        assertThat(lines("a\r\n\n größer \nlast"))
                .extracting(LinesTest::text)
                .containsExactly("a", "", " größer ", "last");
        assertThat(lines("a\n")).hasSize(1);
        assertThat(lines("")).isEmpty();
    }

    @Test
    void lines_know_their_number_and_where_they_end() throws IOException {
        assertThat(lines("ab\r\nc\nd")).extracting(Line::number).containsExactly(1L, 2L, 3L);
        assertThat(lines("ab\r\nc\nd")).extracting(Line::end).containsExactly(4L, 6L, 7L);
    }

    @Test
    void white_space_alone_is_blank() throws IOException {
        assertThat(lines("\n \t\nx")).extracting(Line::isBlank).containsExactly(true, true, false);
    }

    @Test
    void of_a_line_without_end_only_2_mib_are_kept() throws IOException {
        var lines = lines("x".repeat(Lines.MAX_BYTES + 5) + "\nnext");
        assertThat(lines.getFirst().bytes()).hasSize(Lines.MAX_BYTES);
        assertThat(text(lines.getLast())).isEqualTo("next");
    }

    @Test
    void lines_are_the_same_however_the_bytes_come() throws IOException {
        var text = "ab\r\n\nc\n" + "x".repeat(200_000) + "\n" + "y".repeat(65_536) + "\nlast";
        for (var atOnce : List.of(1, 3, 65_536, 1_000_000)) {
            var lines = lines(new FewAtOnce(text, atOnce));
            assertThat(lines)
                    .as("%d bytes a read", atOnce)
                    .extracting(LinesTest::text)
                    .isEqualTo(lines(text).stream().map(LinesTest::text).toList());
            assertThat(lines)
                    .extracting(Line::end)
                    .isEqualTo(lines(text).stream().map(Line::end).toList());
        }
        assertThat(lines(text)).extracting(line -> line.bytes().length).containsExactly(2, 0, 1, 200_000, 65_536, 4);
        assertThat(lines(text).getLast().end()).isEqualTo(text.length());
    }

    @Test
    void documents_that_follow_each_other_on_one_line_are_one_each() throws IOException {
        var line = "{\"a\":{\"b\":[1,{}]}}{\"c\":\"}{\\\"}{\"} \t{\"d\":1}\r\n{\"e\":2}";
        assertThat(lines(line))
                .extracting(LinesTest::text)
                .containsExactly("{\"a\":{\"b\":[1,{}]}}", "{\"c\":\"}{\\\"}{\"} \t", "{\"d\":1}", "{\"e\":2}");
        assertThat(lines(line)).extracting(Line::number).containsExactly(1L, 1L, 1L, 2L);
        assertThat(lines(line)).extracting(Line::document).containsExactly(1, 2, 3, 1);
    }

    @Test
    void a_line_that_is_no_run_of_documents_stays_whole() throws IOException {
        for (var line : List.of(
                "{\"a\":1} trailing",
                "leading {\"a\":1}{\"b\":2}",
                "{\"a\":1}}{\"b\":2}",
                "{\"a\":\"not closed}{\"b\":2}",
                "[{\"a\":1}{\"b\":2}]",
                "{{{",
                "}{}{")) {
            assertThat(lines(line + "\n{\"next\":1}"))
                    .as(line)
                    .extracting(LinesTest::text)
                    .containsExactly(line, "{\"next\":1}");
        }
    }

    @Test
    void an_archive_without_any_end_of_line_is_read_document_by_document_however_its_bytes_come() throws IOException {
        var document = "{\"a\":\"" + "x".repeat(1_000) + "\"}";
        var archive = document.repeat(5_000);
        for (var atOnce : List.of(999, 65_536, 10_000_000)) {
            var lines = lines(new FewAtOnce(archive, atOnce));
            assertThat(lines)
                    .hasSize(5_000)
                    .allSatisfy(line -> assertThat(text(line)).isEqualTo(document));
            assertThat(lines.getLast().end()).isEqualTo(archive.length());
            assertThat(lines.getLast().document()).isEqualTo(5_000);
        }
    }

    @Test
    void what_is_ready_waits_for_no_line_to_come() throws IOException {
        var lines = new Lines(new FewAtOnce("a\nb\nc\nd\n", 5));
        assertThat(lines.ready()).extracting(LinesTest::text).containsExactly("a", "b");
        assertThat(lines.ready()).extracting(LinesTest::text).containsExactly("c", "d");
        assertThat(lines.ready()).isEmpty();
    }

    /** A pipe gives what is there, and not what was asked for. */
    private static final class FewAtOnce extends ByteArrayInputStream {
        private final int most;

        FewAtOnce(String text, int most) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] into, int at, int length) {
            return super.read(into, at, Math.min(most, length));
        }
    }

    private static String text(Line line) {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static List<Line> lines(String text) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Line> lines(InputStream in) throws IOException {
        var lines = new Lines(in);
        var all = new ArrayList<Line>();
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }
}
