package muster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.instance.ValidatorLifecycle;
import muster.schemas.CommandStatus;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleReaderTest {
    private static final String GOOD = """
            name: box
            appliesTo: { groups: ["box-*"] }
            hostnames: { pattern: box-%03d, domain: example.org }
            dns: { zone: Z1 }
            service: { document: start }
            initial: launched
            transitions:
              - source: launched
                dest: named
                triggers:
                  - conditions: [address-known]
                    before: [claim-hostname]
              - source: [named, launched]
                dest: ready
                triggers:
                  - unless: [address-known]
                    before: [complete-hook, {wait: {for: 30s}}]
                    ignoreErrors: true
            """;

    @Test
    void the_shipped_validator_is_what_the_tests_play() {
        var shipped = LifecycleFiles.read(List.of("classpath:lifecycles/validator.yaml"), _ -> Optional.empty());
        assertThat(shipped).isEqualTo(ValidatorLifecycle.alone());
    }

    @Test
    void what_is_left_out_has_a_default() {
        var box = read(GOOD);
        assertThat(box.hooks()).containsExactly("*");
        assertThat(box.waits()).isEqualTo(Lifecycle.Waits.DEFAULT);
        assertThat(box.onReturn()).isEqualTo(Lifecycle.OnReturn.RELEASE);
        assertThat(box.hostnames().size()).isEqualTo(999);
        var wait = box.transitions().get(1).triggers().getFirst().before().get(1);
        assertThat(wait.pause()).isEqualTo(Duration.ofSeconds(30));
        assertThat(box.transitions().get(1).triggers().getFirst().name()).isEqualTo("ready");
    }

    @Test
    void a_task_that_is_named_twice_makes_two_steps() {
        var box = read(GOOD.replace("{wait: {for: 30s}}", "claim-hostname"));
        assertThat(box.transitions())
                .flatExtracting(Transition::triggers)
                .flatExtracting(Trigger::before)
                .extracting(task -> task.step().value())
                .containsExactly("named-claim-hostname", "complete-hook", "ready-claim-hostname");
    }

    @Test
    void a_variable_comes_from_outside_or_has_a_default() {
        var yaml = GOOD.replace("zone: Z1", "zone: \"${ZONE:Z0}\"");
        assertThat(read(yaml).dns().getFirst().zone()).isEqualTo("Z0");
        assertThat(LifecycleReader.read("box.yaml", yaml, name -> Optional.of(name + "9"))
                        .dns()
                        .getFirst()
                        .zone())
                .isEqualTo("ZONE9");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [claim-hostname]      | [claim-hostnam]      | box.yaml:12:18: unknown task 'claim-hostnam' (did you mean 'claim-hostname'? known: claim-hostname, release-hostname, upsert-dns, delete-dns, tag-instance, start-service, run-command, complete-hook, wait)
            [address-known]       | [adress-known]       | box.yaml:11:22: unknown condition 'adress-known' (did you mean 'address-known'? known: launch-seen, destination-is-active, running, address-known, agent-online, hostname-held, dns-upserted, tagged, hook-answered, command-succeeded)
            initial: launched     | initial: born        | box.yaml:6:10: no transition leaves the initial state 'born'
            source: [named, launched] | source: [named, lost] | box.yaml:13:13: the state 'lost' cannot be reached from 'launched'
            dest: ready           | dset: ready          | box.yaml:14:11: unknown key 'dset' (did you mean 'dest'? known: source, dest, triggers, stopAfterStateChange)
            for: 30s              | for: soon            | box.yaml:17:46: for: 'soon' (expected: a duration such as 500ms, 30s, 5m or 2h)
            {wait: {for: 30s}}    | wait                 | box.yaml:17:33: wait needs 'for', a duration such as 30s
            {wait: {for: 30s}}    | {run-command: {}}    | box.yaml:17:33: run-command needs 'document', the name of an SSM document
            box-%03d              | Box-%03d             | box.yaml:3:23: hostname: 'Box-001' (expected: a DNS label in lower case: 1 to 63 of a-z 0-9 -, no hyphen at its ends)
            box-%03d              | box                  | box.yaml:3:23: hostname pattern: 'box' (expected: one number, such as validator-%03d)
            ignoreErrors: true    | ignoreErrors: maybe  | box.yaml:18:23: ignoreErrors: 'maybe' (expected: true or false)
            name: box             | name: Box            | box.yaml:1:7: lifecycle name: 'Box' (expected: lower-case letters, digits and hyphens, at most 63, a letter first)
            dns: { zone: Z1 }     | dns: [{ zone: Z1 }, { zone: Z1, address: public }] | box.yaml:4:29: two entries write the same record set of zone 'Z1'
            dns: { zone: Z1 }     | dns: { zone: Z1, ttl: 1500ms } | box.yaml:4:23: ttl: '1500ms' (expected: whole seconds, 1 to 2147483647)
            dns: { zone: Z1 }     | dns: { zone: Z1, ttl: 999999h } | box.yaml:4:23: ttl: '3599996400s' (expected: whole seconds, 1 to 2147483647)
            dns: { zone: Z1 }     | dns: { zone: "Z\\x07" } | box.yaml:4:14: zone: the control character U+0007 is not allowed
            box-%03d              | box-with-a-name-that-is-longer-than-hosts-take-it-with-any-domain-%03d | box.yaml:3:23: hostname: 'box-with-a-name-that-is-longer-than-hosts-take-it-with-any-domain-001'
            box-%03d              | box-with-a-name-that-its-domain-makes-too-long-for-any-host-%03d | box.yaml:3:23: the name 'box-with-a-name-that-its-domain-makes-too-long-for-any-host-
            dns: { zone: Z1 }     | dns: { zone: Z1, address: ipv4 } | box.yaml:4:27: address: 'ipv4' (did you mean 'ipv6'? known: private, public, ipv6)
            initial: launched     | failure: { deadline: 49h } | deadline: more than nothing, and at most 48h, the longest time of a hook
            initial: launched     | failure: { resend: [AccessDenied] } | resend: 'AccessDenied' (known: DeliveryTimedOut, Undeliverable, TimedOut, ExecutionTimedOut, Cancelled, Terminated, Incomplete, RateExceeded, Failed)
            unless: [address-known] | unless: [running]  | box.yaml:16:9: from 'launched', 'ready' to 'ready' and 'named' to 'named' could both apply: put a condition of one into 'unless' of the other
            """)
    void a_mistake_is_named_with_its_file_line_and_word(String right, String wrong, String message) {
        var yaml = GOOD.replace(right, wrong);
        assertThat(yaml).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(LifecycleException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_character_that_yaml_does_not_allow_is_named_with_its_line_and_column() {
        assertThatThrownBy(() -> read(GOOD.replace("name: box", "name: b\u0007x")))
                .hasMessage("box.yaml:1:8: the character U+0007 is not allowed");
    }

    @Test
    void a_parameter_of_a_document_may_have_several_lines() {
        var yaml = GOOD.replace("document: start", "document: start, parameters: { Script: \"a\\nb\" }");
        assertThat(read(yaml).service().parameters()).containsEntry("Script", "a\nb");
    }

    @Test
    void a_variable_that_nothing_sets_is_named() {
        assertThatThrownBy(() -> read(GOOD.replace("zone: Z1", "zone: \"${ZONE}\"")))
                .hasMessage("box.yaml:4:14: the environment has no variable 'ZONE' and no default is given");
    }

    @Test
    void all_mistakes_are_named_at_once() {
        var yaml = GOOD.replace("[claim-hostname]", "[claim-it]").replace("document: start", "documents: start");
        assertThatThrownBy(() -> read(yaml))
                .asInstanceOf(InstanceOfAssertFactories.type(LifecycleException.class))
                .extracting(LifecycleException::problems, InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    void what_is_not_yaml_or_empty_is_refused() {
        assertThatThrownBy(() -> read("a: [")).hasMessageStartingWith("box.yaml:1:5: not YAML: ");
        assertThatThrownBy(() -> read("")).hasMessage("box.yaml:1:1: the file is empty");
        assertThatThrownBy(() -> read("[1]")).hasMessageContaining("box.yaml:1:1: a lifecycle must be a mapping");
        assertThatThrownBy(() -> read(GOOD + "name: twice\n")).hasMessageContaining("the key 'name' stands here twice");
    }

    @Test
    void a_file_that_is_not_there_and_two_of_one_name_are_refused() {
        assertThatThrownBy(() -> LifecycleFiles.read(List.of("nowhere/x.yaml"), _ -> Optional.empty()))
                .hasMessage("nowhere/x.yaml: can't be read: there is no such file");
        var shipped = "classpath:lifecycles/validator.yaml";
        assertThatThrownBy(() -> LifecycleFiles.read(List.of(shipped, shipped), _ -> Optional.empty()))
                .hasMessageContaining("two lifecycles are named 'validator': rename one")
                .hasMessageContaining("both apply to the groups 'validator-*'");
    }

    @Test
    void records_may_be_many_and_failure_has_its_own_words() {
        var box = read(GOOD.replace("dns: { zone: Z1 }", """
                dns:
                  - { zone: Z1, reverse: Z2 }
                  - { zone: Z3, ttl: 30s, address: public }
                  - { zone: Z3, address: ipv6 }
                failure: { answer: CONTINUE, deadline: 30m, resend: [Failed, Undeliverable] }"""));
        assertThat(box.dns())
                .containsExactly(
                        new Lifecycle.Dns("Z1", Duration.ofSeconds(60), Lifecycle.AddressKind.PRIVATE, "Z2"),
                        new Lifecycle.Dns("Z3", Duration.ofSeconds(30), Lifecycle.AddressKind.PUBLIC, ""),
                        new Lifecycle.Dns("Z3", Duration.ofSeconds(60), Lifecycle.AddressKind.IPV6, ""));
        assertThat(box.failure().deadline()).isEqualTo(Duration.ofMinutes(30));
        assertThat(box.failure().resend()).containsExactlyInAnyOrder(CommandStatus.FAILED, CommandStatus.UNDELIVERABLE);
    }

    @Test
    void two_pools_that_give_one_name_in_two_domains_are_refused(@TempDir Path folder) throws IOException {
        var one = Files.writeString(folder.resolve("one.yaml"), GOOD);
        var other = Files.writeString(
                folder.resolve("other.yaml"),
                GOOD.replace("name: box", "name: crate")
                        .replace("box-*", "crate-*")
                        .replace("domain: example.org", "domain: example.net"));
        assertThatThrownBy(() -> LifecycleFiles.read(List.of(one.toString(), other.toString()), _ -> Optional.empty()))
                .hasMessageContaining(
                        "the lifecycles 'box' and 'crate' both give the name 'box-001', in different domains");
    }

    @Test
    void a_way_to_the_last_state_that_never_answers_the_launch_hook_is_refused_with_its_place() {
        assertThatThrownBy(() -> read(GOOD.replace("complete-hook, ", "")))
                .hasMessageContaining(
                        "box.yaml:11:7: no transition has complete-hook, so that no launch hook is answered");
        assertThatThrownBy(() -> read(GOOD + """
                  - source: named
                    dest: forgotten
                    triggers:
                      - conditions: [address-known]
                """))
                .hasMessageContaining(
                        "box.yaml:20:11: 'forgotten' is reached without complete-hook: put it into 'before' of some"
                                + " transition on each way there, or the launch hook is never answered");
    }

    @Test
    void a_trigger_without_the_answer_next_to_one_with_it_is_refused_too() {
        assertThatThrownBy(
                        () -> read(
                                GOOD.replace(
                                        "        ignoreErrors: true\n",
                                        "        ignoreErrors: true\n      - name: quick\n        conditions: [address-known, running]\n")))
                .hasMessageContaining("'ready' is reached without complete-hook");
    }

    @Test
    void two_tasks_of_one_kind_in_one_transition_are_two_steps() {
        var box = read(GOOD.replace(
                "before: [claim-hostname]",
                "before: [claim-hostname, {run-command: {document: one}}, {run-command: {document: two}}]"));
        assertThat(box.transitions().getFirst().triggers().getFirst().before())
                .extracting(task -> task.step().value())
                .containsExactly("claim-hostname", "named-run-command", "named-run-command-2");
    }

    @Test
    void two_transitions_into_one_state_have_steps_of_their_own() {
        var box = read(GOOD.replace("{wait: {for: 30s}}]", "claim-hostname]")
                .replace("        ignoreErrors: true\n", "")
                .concat("      - name: again\n        conditions: [running]\n        unless: [tagged, address-known]\n"
                        + "        before: [complete-hook, claim-hostname]\n")
                .replace("unless: [address-known]\n", "unless: [address-known]\n        conditions: [tagged]\n"));
        var steps = box.transitions().stream()
                .flatMap(transition -> transition.triggers().stream())
                .flatMap(trigger -> trigger.before().stream())
                .map(task -> task.step().value());
        assertThat(steps).doesNotHaveDuplicates();
    }

    @Test
    void a_document_may_be_pinned_and_has_a_time_to_reach_the_machine() {
        var hash = "0123456789abcdef".repeat(4);
        var box = read(GOOD.replace(
                "service: { document: start }",
                "service: { document: start, version: 3, sha256: " + hash + ", timeout: 10m }"));
        assertThat(box.service()).isEqualTo(new Document("start", Map.of(), "3", hash, Duration.ofMinutes(10)));
        assertThatThrownBy(() -> read(GOOD.replace("document: start", "document: start, timeout: 5s")))
                .hasMessageContaining("timeout: 30s to 720h");
        assertThatThrownBy(() -> read(GOOD.replace("document: start", "document: start, sha256: abc")))
                .hasMessageContaining("sha256");
    }

    private static Lifecycle read(String yaml) {
        return LifecycleReader.read("box.yaml", yaml, _ -> Optional.empty());
    }
}
