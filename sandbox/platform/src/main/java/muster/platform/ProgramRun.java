package muster.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, as a shell starts it, from the class path of the caller.
 *
 * @param exitCode as the shell sees it
 * @param err what it wrote to its standard error
 */
public record ProgramRun(int exitCode, String err) {

    /**
     * Runs it to its end.
     *
     * @param environment beside our own, of which nothing that configures Muster is passed on
     * @throws IllegalStateException where it has not ended in time; it is then killed
     */
    public static ProgramRun of(String mainClass, Map<String, String> environment, Duration limit) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.add(mainClass);
        try (var folder = TempFolder.named("muster-program-")) {
            var err = folder.path().resolve("err");
            var builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("MUSTER_") || name.startsWith("MICRONAUT_"));
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            builder.environment().putAll(environment);
            var process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(
                            mainClass + " has not ended within " + limit + ":\n" + Files.readString(err));
                }
            } finally {
                process.destroyForcibly();
            }
            return new ProgramRun(process.exitValue(), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + mainClass + " ran", e);
        }
    }
}
