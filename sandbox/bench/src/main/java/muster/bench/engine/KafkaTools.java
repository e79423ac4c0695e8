package muster.bench.engine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.ConsumerPerformance;
import org.apache.kafka.tools.ProducerPerformance;

/** Kafka's own measuring tools, in this JVM, so that they are as warm as what stands beside them. */
final class KafkaTools {
    /** {@code 100000 records sent, 81566.1 records/sec (…)}: the last such line is the total. */
    private static final Pattern SENT = Pattern.compile("records sent, ([0-9.]+) records/sec");

    /** The last column: records a second while fetching, without the joining of a group. */
    private static final int FETCHED = 9;

    private KafkaTools() {}

    private interface Tool {
        void run() throws Exception;
    }

    /**
     * @param settings properties of the producer
     * @return [records/s]
     */
    static double produce(String topic, int records, int size, String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--topic",
                topic,
                "--num-records",
                String.valueOf(records),
                "--record-size",
                String.valueOf(size),
                "--throughput",
                "-1",
                "--producer-props"));
        arguments.addAll(List.of(settings));
        var output = output(() -> ProducerPerformance.main(arguments.toArray(String[]::new)));
        var rates = SENT.matcher(output).results().map(found -> found.group(1)).toList();
        if (rates.isEmpty()) {
            throw new IllegalStateException("ProducerPerformance said: " + output);
        }
        return Double.parseDouble(rates.getLast());
    }

    /** @return [records/s] */
    static double consume(String bootstrapServers, String topic, long records) {
        var output = output(() -> ConsumerPerformance.main(new String[] {
            "--bootstrap-server",
            bootstrapServers,
            "--topic",
            topic,
            "--num-records",
            String.valueOf(records),
            "--hide-header"
        }));
        var columns = output.lines()
                .map(line -> line.split(",", -1))
                .filter(line -> line.length > FETCHED)
                .reduce((_, last) -> last)
                .orElseThrow(() -> new IllegalStateException("ConsumerPerformance said: " + output));
        return Double.parseDouble(columns[FETCHED].trim());
    }

    /** They write to the standard output and end the JVM where they fail. */
    private static String output(Tool tool) {
        var before = System.out;
        var buffer = new ByteArrayOutputStream();
        Exit.setExitProcedure((code, message) -> {
            throw new IllegalStateException("ended with " + code + ": " + message);
        });
        try (var out = new PrintStream(buffer, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            tool.run();
        } catch (Exception e) {
            throw new IllegalStateException("the tool said: " + buffer.toString(StandardCharsets.UTF_8), e);
        } finally {
            System.setOut(before);
            Exit.resetExitProcedure();
        }
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
