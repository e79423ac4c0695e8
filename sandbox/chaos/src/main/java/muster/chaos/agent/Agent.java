package muster.chaos.agent;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;

/**
 * Weaves itself into a program before its main. Its argument is a list, with {@code ;} between: {@code parent=PID} ends the
 * program when that process ends, {@code halt=POINT#N} halts it at the Nth arrival at a point, {@code mutant=NAME} breaks
 * it in one way.
 */
public final class Agent {
    private static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";
    private static final String AWS = "software.amazon.awssdk.awscore.client.handler.AwsSyncClientHandler";

    private Agent() {}

    /** Writes the jar that {@code -javaagent} asks for. It holds a manifest and nothing else: the classes are on the class path. */
    public static Path jar(Path folder) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Agent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path jar = folder.resolve("chaos-agent.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + jar, e);
        }
    }

    public static void premain(String argument, Instrumentation instrumentation) {
        for (String part : argument.split(";")) {
            String value = part.substring(part.indexOf('=') + 1);
            switch (part.substring(0, part.indexOf('='))) {
                case "parent" -> endWith(Long.parseLong(value));
                case "halt" -> {
                    Points.haltAt(value);
                    weavePoints(instrumentation);
                }
                case "mutant" -> Mutant.of(value).weave(instrumentation);
                default -> throw new IllegalArgumentException("the agent knows nothing of " + part);
            }
        }
    }

    private static void endWith(long parent) {
        Optional<ProcessHandle> process = ProcessHandle.of(parent);
        if (process.isEmpty()) {
            Runtime.getRuntime().halt(1);
        }
        process.ifPresent(
                handle -> handle.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    private static void weavePoints(Instrumentation instrumentation) {
        weave(instrumentation, PRODUCER, Advice.to(AtCommit.class).on(named("commitTransaction")));
        weave(
                instrumentation,
                AWS,
                Advice.to(AtCall.class).on(named("execute").and(isPublic()).and(takesArguments(1))));
    }

    static void weave(Instrumentation instrumentation, String type, AsmVisitorWrapper change) {
        var _ = new AgentBuilder.Default()
                .with(new Complaints())
                .type(named(type))
                .transform((builder, _, _, _, _) -> builder.visit(change))
                .installOn(instrumentation);
    }
}
