package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.MDC;

/** The format of the log that ships. */
@Isolated
class LogFormatTest {
    /** What the configuration that ships writes for one call, format by format. */
    private static List<String> logged(String format) throws JoranException {
        var before = System.err;
        var bytes = new ByteArrayOutputStream();
        var context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter() instanceof LogbackMDCAdapter mdc ? mdc : new LogbackMDCAdapter());
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            context.putProperty("MUSTER_LOG_FORMAT", format);
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormatTest.class.getResource("/orchestrator-logback.xml"));
            assertThat(new StatusUtil(context).getHighestLevel(0))
                    .as("from a warning on, logback writes lines of its own, which are no JSON")
                    .isLessThan(Status.WARN);
            var log = context.getLogger("muster.test");
            try (var _ = MDC.putCloseable("instance", "i-0123456789abcdef0");
                    var _ = MDC.putCloseable("generation", "2")) {
                log.warn("it is parked: {}", "a \"reason\"\nin two lines", new IllegalStateException("why"));
            }
            log.info("and another");
        } finally {
            context.stop();
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void each_line_is_an_object_with_the_instance_and_its_generation() throws Exception {
        var lines = logged("json");
        assertThat(lines).hasSize(2);
        var json = new ObjectMapper().readTree(lines.getFirst());
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("loggerName").asText()).isEqualTo("muster.test");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("it is parked: a \"reason\"\nin two lines");
        assertThat(json.path("mdc").path("instance").asText()).isEqualTo("i-0123456789abcdef0");
        assertThat(json.path("mdc").path("generation").asText()).isEqualTo("2");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
        assertThat(json.path("timestamp").isNumber()).isTrue();
        assertThat(new ObjectMapper().readTree(lines.getLast()).path("mdc")).isEmpty();
    }

    @Test
    void people_may_have_lines_of_text() throws Exception {
        assertThat(logged("text").getFirst()).contains("WARN", "muster.test", "i-0123456789abcdef0 2 it is parked");
    }

    @Test
    void a_format_that_there_is_not_is_no_reason_to_be_silent() throws Exception {
        for (var format : List.of("xml", "JSON", " ")) {
            var line = new ObjectMapper().readTree(logged(format).getFirst());
            assertThat(line.path("formattedMessage").asText()).startsWith("it is parked");
        }
    }
}
