package muster.bridge.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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

    private static String text(Line line) {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static List<Line> lines(String text) throws IOException {
        var lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        var all = new ArrayList<Line>();
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }
}
