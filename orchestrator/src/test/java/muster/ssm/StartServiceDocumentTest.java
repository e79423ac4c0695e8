package muster.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import muster.lifecycle.LifecycleFiles;
import muster.schemas.EffectId;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.StepName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Runs the document's script under bash, on a host of which only the commands that reach outside are stood in for. */
class StartServiceDocumentTest {
    private static final InstanceId INSTANCE = new InstanceId("i-0123456789abcdef0");
    private static final EffectId FIRST = effect(1, 1);
    private static final String NAME = "validator-007.xnet.example";

    @TempDir
    private Path host;

    private JsonNode document = new ObjectMapper().missingNode();

    private record Run(int exit, String output) {}

    @BeforeEach
    void prepare() throws IOException {
        try (InputStream yaml = StartServiceDocumentTest.class.getResourceAsStream("/ssm/muster-start-service.yaml")) {
            document = new ObjectMapper().valueToTree(new Yaml().<Object>load(yaml));
        }
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash on this machine");
        // a tag that comes later is there at the second look
        command("curl", """
                case "$*" in
                  *api/token*) echo token;;
                  *) [ -f "$HOST/tag" ] && cat "$HOST/tag" || exit 22
                     if [ -f "$HOST/later" ]; then mv "$HOST/later" "$HOST/tag"; fi;;
                esac""");
        command("aws", """
                [ "$1 $2 $3 $5 $7" = "s3api get-object --bucket --key --expected-bucket-owner" ] || exit 2
                echo "aws $4 $6 $8" >> "$HOST/log"
                [ ! -f "$HOST/no-s3" ] && [ "$8" = 111122223333 ] && echo "from $4 $6 of $8" > "$9"
                """);
        command("systemctl", "echo \"systemctl $*\" >> \"$HOST/log\"");
        command("hostnamectl", "echo \"hostnamectl $*\" >> \"$HOST/log\"");
        command("amazon-cloudwatch-agent-ctl", "echo \"agent $*\" >> \"$HOST/log\"");
        tag(NAME);
    }

    @Test
    void the_first_run_starts_the_service_and_the_agent_of_that_name() throws Exception {
        assertThat(run(FIRST)).isEqualTo(new Run(0, "muster-start-service: started as validator-007.xnet.example\n"));
        assertThat(Files.readString(host.resolve("etc/systemd/system/muster-service.service")))
                .isEqualTo("from configuration hosts/validator-007/service.service of 111122223333\n");
        assertThat(Files.readString(host.resolve("opt/aws/amazon-cloudwatch-agent/etc/muster.json")))
                .isEqualTo("from configuration hosts/validator-007/amazon-cloudwatch-agent.json of 111122223333\n");
        assertThat(log())
                .contains(
                        "hostnamectl set-hostname validator-007.xnet.example",
                        "systemctl restart muster-service.service");
        assertThat(log()).anyMatch(line -> line.startsWith("agent -a fetch-config -m ec2 -s"));
    }

    @Test
    void a_bucket_without_a_prefix_is_read_from_its_root() throws Exception {
        run(FIRST, NAME, Map.of("SSM_Source", "s3://configuration"));
        assertThat(log()).contains("aws configuration validator-007/service.service 111122223333");
    }

    @Test
    void a_bucket_of_another_account_is_not_read() throws Exception {
        var refused = run(FIRST, NAME, Map.of("SSM_BucketOwner", "999900001111"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("from a bucket of account 999900001111");
        assertThat(host.resolve("etc/systemd")).doesNotExist();
    }

    @Test
    void a_second_run_of_the_same_effect_does_nothing() throws Exception {
        run(FIRST);
        var before = log();
        assertThat(run(FIRST).output())
                .isEqualTo("muster-start-service: " + FIRST + " was done before, nothing to do\n");
        assertThat(log()).isEqualTo(before);
    }

    @Test
    void the_marker_names_the_effect_and_not_the_host_so_that_the_next_generation_is_started_again() throws Exception {
        run(FIRST);
        tag("validator-012.xnet.example");
        assertThat(run(effect(2, 1), "validator-012.xnet.example").output())
                .isEqualTo("muster-start-service: started as validator-012.xnet.example\n");
        assertThat(restarts()).isEqualTo(2);
    }

    @Test
    void a_tag_that_lags_does_not_start_the_next_generation_under_the_name_of_the_last() throws Exception {
        run(FIRST);
        var second = run(effect(2, 1), "validator-012.xnet.example");
        assertThat(second)
                .isEqualTo(new Run(
                        0,
                        "muster-start-service: warning: the Hostname tag in instance metadata is not"
                                + " validator-012.xnet.example after 0 s; going on under that name\n"
                                + "muster-start-service: started as validator-012.xnet.example\n"));
        assertThat(log()).contains("aws configuration hosts/validator-012/service.service 111122223333");
    }

    @Test
    void a_tag_that_comes_late_is_waited_for() throws Exception {
        tag("validator-003.xnet.example");
        Files.writeString(host.resolve("later"), NAME);
        assertThat(run(FIRST, NAME, Map.of("MUSTER_METADATA_WAIT", "20")))
                .isEqualTo(new Run(0, "muster-start-service: started as validator-007.xnet.example\n"));
    }

    @Test
    void a_host_without_tags_in_metadata_is_started_under_the_name_that_was_sent_and_says_so() throws Exception {
        Files.delete(host.resolve("tag"));
        var run = run(FIRST);
        assertThat(run.exit()).isZero();
        assertThat(run.output()).contains("warning: the Hostname tag").contains("started as " + NAME);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,9", "2,1"})
    void a_late_run_of_an_older_effect_does_nothing_and_says_so(int generation, int round) throws Exception {
        var newest = effect(2, 2);
        run(newest);
        var before = log();
        var older = effect(generation, round);
        assertThat(run(older, "validator-001.xnet.example"))
                .isEqualTo(new Run(
                        0, "muster-start-service: " + older + " is superseded by " + newest + ", nothing to do\n"));
        assertThat(log()).isEqualTo(before);
        assertThat(run(newest).output()).contains("was done before");
    }

    @ParameterizedTest
    @CsvSource({"2,3", "3,1", "10,1", "2,10"})
    void a_newer_effect_runs(int generation, int round) throws Exception {
        run(effect(2, 2));
        assertThat(run(effect(generation, round)).output()).contains("started as");
        assertThat(restarts()).isEqualTo(2);
    }

    @Test
    void another_step_has_a_marker_of_its_own() throws Exception {
        run(effect(2, 2));
        var other = EffectId.of(INSTANCE, new Generation(1), new StepName("restart-service"), 1);
        assertThat(run(other).output()).contains("started as");
    }

    @Test
    void a_marker_that_came_with_the_image_of_another_instance_is_none() throws Exception {
        var imaged =
                EffectId.of(new InstanceId("i-0fedcba9876543210"), new Generation(9), new StepName("start-service"), 9);
        run(imaged);
        assertThat(run(FIRST).output()).contains("started as");
    }

    @Test
    void a_run_that_was_cut_off_is_done_again() throws Exception {
        Files.createFile(host.resolve("no-s3"));
        assertThat(run(FIRST).exit()).isEqualTo(1);
        Files.delete(host.resolve("no-s3"));
        assertThat(run(FIRST).exit()).isZero();
        assertThat(restarts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;reboot", "$(reboot)", "-x.example", "UPPER.example", "a b", "../../etc/passwd", "a\nb"})
    void a_name_that_is_no_hostname_is_refused(String name) throws Exception {
        assertThat(run(FIRST, name)).isEqualTo(new Run(1, "muster-start-service: Hostname is no hostname\n"));
        assertThat(host.resolve("log")).doesNotExist();
        assertThat(name)
                .doesNotMatch(document.at("/parameters/Hostname/allowedPattern").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "SSM_EffectId, i-0123456789abcdef0.1.start;reboot.1",
        "SSM_EffectId, i-0123456789abcdef0.1.start",
        "SSM_Source, s3://bucket/$(reboot)",
        "SSM_Source, https://bucket/x",
        "SSM_Source, s3://bucket/x/",
        "SSM_BucketOwner, 1111",
        "SSM_BucketOwner, 11112222333a"
    })
    void a_parameter_that_is_wrong_is_refused(String variable, String value) throws Exception {
        assertThat(run(FIRST, NAME, Map.of(variable, value)).exit()).isEqualTo(1);
        assertThat(host.resolve("log")).doesNotExist();
        var parameter = variable.substring("SSM_".length());
        assertThat(value)
                .doesNotMatch(document.at("/parameters/" + parameter + "/allowedPattern")
                        .asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EffectId", "Hostname", "Source", "BucketOwner"})
    void every_parameter_is_required_and_comes_as_a_variable(String parameter) throws Exception {
        var declared = document.at("/parameters/" + parameter);
        assertThat(declared.has("default")).isFalse();
        assertThat(declared.path("interpolationType").asText()).isEqualTo("ENV_VAR");
        var script = document.at("/mainSteps/0/inputs/runCommand/0").asText();
        assertThat(script).doesNotContain("{{");
        var without = run(FIRST, NAME, Map.of("SSM_" + parameter, ""));
        assertThat(without.exit()).isNotZero();
        assertThat(without.output()).contains("SSM_" + parameter);
    }

    @Test
    void the_parameters_take_what_is_sent() {
        assertThat(FIRST.value())
                .matches(document.at("/parameters/EffectId/allowedPattern").asText());
        assertThat(NAME)
                .matches(document.at("/parameters/Hostname/allowedPattern").asText());
        assertThat("s3://configuration/hosts")
                .matches(document.at("/parameters/Source/allowedPattern").asText());
        assertThat("012345678901")
                .matches(document.at("/parameters/BucketOwner/allowedPattern").asText());
    }

    @Test
    void the_shipped_lifecycle_passes_what_the_document_requires() {
        var lifecycle = LifecycleFiles.read(List.of("classpath:lifecycles/validator.yaml"), _ -> Optional.empty())
                .all()
                .iterator()
                .next();
        var sent = new HashMap<>(lifecycle.service().parameters());
        sent.put("EffectId", FIRST.value());
        sent.put("Hostname", NAME);
        var names = new ArrayList<String>();
        document.path("parameters").fieldNames().forEachRemaining(names::add);
        assertThat(sent).containsOnlyKeys(names);
        sent.forEach((name, value) -> assertThat(value)
                .matches(document.at("/parameters/" + name + "/allowedPattern").asText()));
    }

    private Run run(EffectId effect) throws IOException, InterruptedException {
        return run(effect, NAME);
    }

    private Run run(EffectId effect, String name) throws IOException, InterruptedException {
        return run(effect, name, Map.of());
    }

    private Run run(EffectId effect, String name, Map<String, String> changed)
            throws IOException, InterruptedException {
        var script = document.at("/mainSteps/0/inputs/runCommand/0").asText();
        var builder = new ProcessBuilder(List.of("/bin/bash", "-c", script)).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        host.resolve("bin") + ":" + System.getenv("PATH"),
                        "HOST",
                        host.toString(),
                        "MUSTER_ROOT",
                        host.toString(),
                        "MUSTER_METADATA_WAIT",
                        "0",
                        "SSM_EffectId",
                        effect.value(),
                        "SSM_Hostname",
                        name,
                        "SSM_Source",
                        "s3://configuration/hosts",
                        "SSM_BucketOwner",
                        "111122223333"));
        builder.environment().putAll(changed);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private long restarts() throws IOException {
        return log().stream()
                .filter("systemctl restart muster-service.service"::equals)
                .count();
    }

    private void command(String name, String body) throws IOException {
        var file = Files.createDirectories(host.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void tag(String value) throws IOException {
        Files.writeString(host.resolve("tag"), value);
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(host.resolve("log"));
    }

    private static EffectId effect(int generation, int round) {
        return EffectId.of(INSTANCE, new Generation(generation), new StepName("start-service"), round);
    }
}
