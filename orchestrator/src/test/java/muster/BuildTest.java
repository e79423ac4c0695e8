package muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import muster.platform.Readme;
import org.junit.jupiter.api.Test;

/** What a person sees whose machine cannot build Muster. */
class BuildTest {
    @Test
    void without_a_fitting_jdk_the_build_stops_with_the_sentence_of_the_readme() throws Exception {
        var maven = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeThat(maven).as("mvn on the PATH").isPresent();
        // no machine has a JDK of this version, which is as good as none
        var process = new ProcessBuilder(
                        maven.orElseThrow().toString(),
                        "-o",
                        "-B",
                        "-q",
                        "-N",
                        "-f",
                        "../pom.xml",
                        "validate",
                        "-Djdk.range=[99,)")
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isNotZero();
        assertThat(Readme.errors("mvn"))
                .singleElement()
                .satisfies(row -> assertThat(row.covers(output)).as(output).isTrue());
    }
}
