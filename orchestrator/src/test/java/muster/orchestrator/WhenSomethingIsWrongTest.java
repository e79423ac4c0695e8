package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.platform.Readme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of what can go wrong, row by row: each is brought about, and what the program says is the row's text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
@Order(Integer.MAX_VALUE)
class WhenSomethingIsWrongTest {
    private Mishaps mishaps;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        mishaps = new Mishaps(folder);
    }

    @AfterAll
    void close() {
        mishaps.close();
    }

    @TestFactory
    Stream<DynamicTest> each_row_of_the_readme_is_what_is_said() {
        return Readme.errors("orchestrator").stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    var told = mishaps.all()
                            .getOrDefault(row.name(), Mishaps::unknown)
                            .happen();
                    assertThat(row.covers(told.message()))
                            .as("'%s' is what the README has as '%s'", told.message(), row.says())
                            .isTrue();
                    assertThat(told.shows()).isEqualTo(row.tells().replace("`", ""));
                    assertThat(told.message()).doesNotContain("\tat ");
                }));
    }

    @TestFactory
    Stream<DynamicTest> each_mishap_has_a_row() {
        var rows = Readme.errors("orchestrator").stream().map(Readme.Row::name).collect(Collectors.toSet());
        return mishaps.all().keySet().stream()
                .map(name ->
                        DynamicTest.dynamicTest(name, () -> assertThat(rows).contains(name)));
    }
}
