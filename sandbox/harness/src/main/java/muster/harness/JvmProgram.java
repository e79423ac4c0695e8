package muster.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, on the class path of ours, which can be killed, paused and resumed by its process id. What
 * it writes goes to a file.
 */
public final class JvmProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Launch launch;
    private final Process process;

    /**
     * What to start.
     *
     * @param name for people
     * @param jvm options, before the class
     * @param properties system properties
     * @param log takes what it writes to both outputs; appended to
     */
    public record Launch(
            String name,
            String mainClass,
            List<String> jvm,
            Map<String, String> properties,
            List<String> arguments,
            Path log) {
        public Launch {
            jvm = List.copyOf(jvm);
            properties = Map.copyOf(properties);
            arguments = List.copyOf(arguments);
        }

        /** The same with one more JVM option. */
        public Launch withJvm(String option) {
            var more = new ArrayList<>(jvm);
            more.add(option);
            return new Launch(name, mainClass, more, properties, arguments, log);
        }
    }

    private JvmProgram(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
    }

    /** @throws UncheckedIOException where it can't be started */
    public static JvmProgram start(Launch launch) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.jvm());
        launch.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(launch.mainClass());
        command.addAll(launch.arguments());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_") || name.startsWith("MICRONAUT_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new JvmProgram(launch, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + launch.name(), e);
        }
    }

    public Launch launch() {
        return launch;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code, if it ends in time; 128 plus the signal where one ended it. */
    public OptionalInt awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        requireEnd();
    }

    /** SIGTERM, as Kubernetes does, and SIGKILL where that does not end it in time. */
    public void stop(Duration limit) {
        process.destroy();
        if (awaitExit(limit).isEmpty()) {
            kill();
        }
    }

    /** SIGSTOP: it stands still and keeps its connections. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
            if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("cannot send SIG" + name + " to " + launch.name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + name + " to " + launch.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireEnd() {
        if (awaitExit(PATIENCE).isEmpty()) {
            throw new IllegalStateException(launch.name() + " outlived SIGKILL");
        }
    }

    /** Kills it, paused or not. */
    @Override
    public void close() {
        process.destroyForcibly();
        var _ = awaitExit(PATIENCE);
    }
}
