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

/** A program that runs in a JVM of its own, as a shell starts it, from the class path of the caller. */
public final class ProgramProcess implements AutoCloseable {
    private final TempFolder folder = TempFolder.named("muster-program-");
    private final Path err = folder.path().resolve("err");
    private final Process process;

    private ProgramProcess(String mainClass, Map<String, String> environment, List<String> jvm) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(jvm);
        command.add(mainClass);
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_") || name.startsWith("MICRONAUT_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException("cannot start " + mainClass, e);
        }
    }

    /**
     * Starts it.
     *
     * @param environment beside our own, of which nothing that configures Muster is passed on
     * @param jvm options
     */
    public static ProgramProcess started(String mainClass, Map<String, String> environment, List<String> jvm) {
        return new ProgramProcess(mainClass, environment, jvm);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to its standard error until now. */
    public String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * SIGTERM, as Kubernetes stops a pod.
     *
     * @return its exit code: 143 where the signal ended it in order
     * @throws IllegalStateException where it has not ended in time; it is then killed
     */
    public int stop(Duration limit) {
        process.destroy();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("has not ended within " + limit + ":\n" + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        folder.close();
    }
}
