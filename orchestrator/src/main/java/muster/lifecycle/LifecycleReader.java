package muster.lifecycle;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import muster.schemas.Domain;
import muster.schemas.Hook;
import muster.schemas.HostnamePool;
import muster.schemas.LifecycleName;
import muster.schemas.StateName;
import muster.schemas.StepName;
import muster.schemas.settings.Words;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Makes a {@link Lifecycle} of its YAML, or says everything that is wrong with it. */
public final class LifecycleReader {
    private static final List<String> KEYS = List.of(
            "name",
            "appliesTo",
            "hostnames",
            "dns",
            "service",
            "waits",
            "onReturn",
            "failure",
            "initial",
            "transitions");
    private static final LifecycleName UNNAMED = new LifecycleName("unnamed");
    private static final StateName NO_STATE = new StateName("none");

    private final YamlObject.Context context;
    private final Map<TaskKind, Integer> uses = new HashMap<>();

    private LifecycleReader(YamlObject.Context context) {
        this.context = context;
    }

    /**
     * @param file how messages name it
     * @param environment looks up {@code ${NAME}}
     * @throws LifecycleException with every problem
     */
    public static Lifecycle read(String file, String yaml, Function<String, Optional<String>> environment) {
        var context = new YamlObject.Context(file, environment, new ArrayList<>());
        var lifecycle = new LifecycleReader(context).read(yaml);
        if (lifecycle.isEmpty() || !context.problems().isEmpty()) {
            throw new LifecycleException(context.problems());
        }
        return lifecycle.get();
    }

    private Optional<Lifecycle> read(String yaml) {
        Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
        } catch (MarkedYAMLException notYaml) {
            context.problem(notYaml.getProblemMark(), "not YAML: " + notYaml.getProblem());
            return Optional.empty();
        }
        if (root == null) {
            context.problems().add(context.file() + ":1:1: the file is empty");
            return Optional.empty();
        }
        var file = new YamlObject(context, root, "a lifecycle").only(KEYS);
        var before = context.problems().size();
        countTasks(new YamlObject(new YamlObject.Context("", _ -> Optional.of(""), new ArrayList<>()), root, ""));
        var lifecycle = lifecycle(file);
        if (context.problems().isEmpty()) {
            LifecycleSchema.check(context, root);
        }
        if (context.problems().size() == before) {
            LifecycleChecks.check(lifecycle, file);
        }
        return Optional.of(lifecycle);
    }

    private Lifecycle lifecycle(YamlObject file) {
        var appliesTo = file.object("appliesTo").only(List.of("groups", "hooks"));
        if (appliesTo.words("groups").isEmpty()) {
            file.problem("appliesTo", "appliesTo.groups must name at least one group");
        }
        var retry = failure(file);
        var hooks = appliesTo.words("hooks");
        return new Lifecycle(
                file.make("name", file.required("name"), UNNAMED, LifecycleName::new),
                appliesTo.words("groups"),
                hooks.isEmpty() ? List.of("*") : hooks,
                hostnames(file.object("hostnames")),
                dns(file.object("dns")),
                service(file.object("service")),
                waits(file),
                file.choice("onReturn", Lifecycle.OnReturn.class, Lifecycle.OnReturn.RELEASE, LifecycleReader::lower),
                retry,
                file.make("initial", file.required("initial"), NO_STATE, StateName::new),
                file.objects("transitions").stream()
                        .map(it -> transition(it, retry.retry()))
                        .toList());
    }

    private HostnamePool hostnames(YamlObject names) {
        names.only(List.of("pattern", "first", "size", "domain", "rest"));
        var domain = names.make("domain", names.required("domain"), new Domain("none"), Domain::new);
        var none = new HostnamePool("none-%d", 1, 1, domain, Duration.ZERO);
        return names.make(
                "pattern",
                names.required("pattern"),
                none,
                pattern -> new HostnamePool(
                        pattern,
                        names.number("first", 1),
                        names.number("size", 999),
                        domain,
                        names.duration("rest", Duration.ofMinutes(2))));
    }

    private Lifecycle.Dns dns(YamlObject dns) {
        dns.only(List.of("zone", "ttl", "address"));
        var ttl = dns.duration("ttl", Duration.ofSeconds(60));
        if (ttl.toSeconds() < 1) {
            dns.problem("ttl", "ttl: at least one whole second");
        }
        return new Lifecycle.Dns(
                dns.required("zone"),
                ttl,
                dns.choice(
                        "address", Lifecycle.AddressKind.class, Lifecycle.AddressKind.PRIVATE, LifecycleReader::lower));
    }

    private Lifecycle.Service service(YamlObject service) {
        service.only(List.of("document", "parameters"));
        return new Lifecycle.Service(service.required("document"), service.texts("parameters"));
    }

    private Lifecycle.Waits waits(YamlObject file) {
        var standard = Lifecycle.Waits.DEFAULT;
        if (!file.has("waits")) {
            return standard;
        }
        var waits = file.object("waits").only(List.of("instance", "running", "agent", "name", "command", "result"));
        return new Lifecycle.Waits(
                wait(waits, "instance", standard.instance()),
                wait(waits, "running", standard.running()),
                wait(waits, "agent", standard.agent()),
                wait(waits, "name", standard.name()),
                wait(waits, "command", standard.command()),
                wait(waits, "result", standard.result()));
    }

    private static Duration wait(YamlObject waits, String key, Duration standard) {
        var wait = waits.duration(key, standard);
        if (!wait.isPositive()) {
            waits.problem(key, key + ": a wait must be longer than nothing");
        }
        return wait;
    }

    private static Lifecycle.Failure failure(YamlObject file) {
        if (!file.has("failure")) {
            return new Lifecycle.Failure(Retry.DEFAULT, Hook.Result.ABANDON);
        }
        var failure = file.object("failure").only(List.of("retry", "answer"));
        return new Lifecycle.Failure(
                retry(failure, Retry.DEFAULT),
                failure.choice("answer", Hook.Result.class, Hook.Result.ABANDON, it -> it));
    }

    private static Retry retry(YamlObject holder, Retry otherwise) {
        if (!holder.has("retry")) {
            return otherwise;
        }
        var retry = holder.object("retry").only(List.of("attempts", "backoff", "longest"));
        try {
            return new Retry(
                    retry.number("attempts", otherwise.attempts()),
                    retry.duration("backoff", otherwise.backoff()),
                    retry.duration("longest", otherwise.longest()));
        } catch (IllegalArgumentException refused) {
            holder.problem("retry", String.valueOf(refused.getMessage()));
            return otherwise;
        }
    }

    private Transition transition(YamlObject transition, Retry retry) {
        transition.only(List.of("source", "dest", "triggers", "stopAfterStateChange"));
        var sources = new HashSet<StateName>();
        transition.eachWord("source", (word, node) -> sources.add(state(node, word)));
        if (sources.isEmpty()) {
            transition.problem("source", "the key 'source' is missing");
        }
        var dest = transition.make("dest", transition.required("dest"), NO_STATE, StateName::new);
        var triggers = transition.objects("triggers").stream()
                .map(trigger -> trigger(trigger, dest, retry))
                .toList();
        if (triggers.isEmpty()) {
            transition.problem("triggers", "a transition needs at least one trigger");
        }
        return new Transition(sources, dest, triggers, transition.flag("stopAfterStateChange"));
    }

    private StateName state(Node node, String word) {
        try {
            return new StateName(word);
        } catch (IllegalArgumentException refused) {
            context.problem(node, String.valueOf(refused.getMessage()));
            return NO_STATE;
        }
    }

    private Trigger trigger(YamlObject trigger, StateName dest, Retry retry) {
        trigger.only(List.of("name", "conditions", "unless", "before", "after", "ignoreErrors", "retry"));
        return new Trigger(
                trigger.text("name").orElse(dest.value()),
                conditions(trigger, "conditions"),
                conditions(trigger, "unless"),
                tasks(trigger, "before", dest),
                tasks(trigger, "after", dest),
                trigger.flag("ignoreErrors"),
                retry(trigger, retry));
    }

    private Set<Condition> conditions(YamlObject trigger, String key) {
        var known = Arrays.stream(Condition.values()).map(Condition::toString).toList();
        var conditions = new HashSet<Condition>();
        trigger.eachWord(
                key,
                (word, node) -> Condition.of(word)
                        .ifPresentOrElse(
                                conditions::add,
                                () -> context.problem(
                                        node, "unknown condition '" + word + "' " + Words.suggest(word, known))));
        return conditions;
    }

    private List<Task> tasks(YamlObject trigger, String key, StateName dest) {
        return trigger.nodes(key).stream()
                .flatMap(node -> task(node, dest).stream())
                .toList();
    }

    private Optional<Task> task(Node node, StateName dest) {
        var word = word(node);
        var kind = TaskKind.of(word);
        if (kind.isEmpty()) {
            var known = Arrays.stream(TaskKind.values()).map(TaskKind::toString).toList();
            context.problem(node, "unknown task '" + word + "' " + Words.suggest(word, known));
            return Optional.empty();
        }
        var with = node instanceof MappingNode
                ? new YamlObject(context, node, "a task").object(word)
                : YamlObject.empty(context, node);
        return Optional.of(
                switch (kind.get()) {
                    case WAIT -> waiting(node, with, kind.get(), dest);
                    case RUN_COMMAND -> running(node, with, kind.get(), dest);
                    case CLAIM_HOSTNAME,
                            RELEASE_HOSTNAME,
                            UPSERT_DNS,
                            DELETE_DNS,
                            TAG_INSTANCE,
                            START_SERVICE,
                            COMPLETE_HOOK -> {
                        with.only(List.of());
                        yield new Task(step(kind.get(), dest), kind.get(), "", Map.of(), Duration.ZERO);
                    }
                });
    }

    private Task waiting(Node node, YamlObject with, TaskKind kind, StateName dest) {
        with.only(List.of("for"));
        var pause = with.duration("for", Duration.ZERO);
        if (!pause.isPositive()) {
            context.problem(node, "wait needs 'for', a duration such as 30s");
        }
        return new Task(step(kind, dest), kind, "", Map.of(), pause);
    }

    private Task running(Node node, YamlObject with, TaskKind kind, StateName dest) {
        with.only(List.of("document", "parameters"));
        if (with.text("document").isEmpty()) {
            context.problem(node, "run-command needs 'document', the name of an SSM document");
        }
        return new Task(
                step(kind, dest), kind, with.text("document").orElse(""), with.texts("parameters"), Duration.ZERO);
    }

    /** A task is a word, or a mapping of the word to what it takes. */
    private static String word(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case MappingNode mapping
            when mapping.getValue().size() == 1
                    && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key -> key.getValue();
            default -> "";
        };
    }

    /** A step is unique within a generation, since effects are named after it. */
    private StepName step(TaskKind kind, StateName dest) {
        return new StepName(uses.getOrDefault(kind, 0) > 1 ? dest + "-" + kind : kind.toString());
    }

    private void countTasks(YamlObject file) {
        for (var transition : file.objects("transitions")) {
            for (var trigger : transition.objects("triggers")) {
                for (var key : List.of("before", "after")) {
                    trigger.nodes(key)
                            .forEach(node ->
                                    TaskKind.of(word(node)).ifPresent(kind -> uses.merge(kind, 1, Integer::sum)));
                }
            }
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
