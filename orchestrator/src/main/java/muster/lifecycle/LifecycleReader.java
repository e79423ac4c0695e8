package muster.lifecycle;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import muster.schemas.LifecycleName;
import muster.schemas.StateName;
import muster.schemas.StepName;
import muster.schemas.settings.Words;
import muster.schemas.settings.YamlText;
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
            "onDetach",
            "onRetain",
            "failure",
            "initial",
            "transitions");
    private static final LifecycleName UNNAMED = new LifecycleName("unnamed");
    private static final StateName NO_STATE = new StateName("none");

    private final YamlObject.Context context;
    private final Map<TaskKind, Integer> uses = new HashMap<>();
    private final Map<String, Integer> steps = new HashMap<>();

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
        var unreadable = YamlText.problem(yaml);
        if (unreadable.isPresent()) {
            context.problems().add(context.file() + ":" + unreadable.get());
            return Optional.empty();
        }
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
        var failure = Sections.failure(file);
        var hooks = appliesTo.words("hooks");
        return new Lifecycle(
                file.make("name", file.required("name"), UNNAMED, LifecycleName::new),
                appliesTo.words("groups"),
                hooks.isEmpty() ? List.of("*") : hooks,
                Sections.hostnames(file.object("hostnames")),
                Sections.dns(file),
                Sections.service(file.object("service")),
                Sections.waits(file),
                file.choice("onReturn", Lifecycle.OnReturn.class, Lifecycle.OnReturn.RELEASE, Sections::lower),
                file.choice("onDetach", Lifecycle.Afterwards.class, Lifecycle.Afterwards.KEEP, Sections::lower),
                file.choice("onRetain", Lifecycle.Afterwards.class, Lifecycle.Afterwards.KEEP, Sections::lower),
                failure,
                file.make("initial", file.required("initial"), NO_STATE, StateName::new),
                file.objects("transitions").stream()
                        .map(it -> transition(it, failure.retry()))
                        .toList());
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
                Sections.retry(trigger, retry));
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
                        yield new Task(step(kind.get(), dest), kind.get());
                    }
                });
    }

    private Task waiting(Node node, YamlObject with, TaskKind kind, StateName dest) {
        with.only(List.of("for"));
        var pause = with.duration("for", Duration.ZERO);
        if (!pause.isPositive()) {
            context.problem(node, "wait needs 'for', a duration such as 30s");
        }
        return new Task(step(kind, dest), kind, Document.NONE, pause);
    }

    private Task running(Node node, YamlObject with, TaskKind kind, StateName dest) {
        if (with.text("document").isEmpty()) {
            context.problem(node, "run-command needs 'document', the name of an SSM document");
        }
        var document = Sections.document(with, with.text("document").orElse(""));
        return new Task(step(kind, dest), kind, document, Duration.ZERO);
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

    /** A step is unique within a generation, since effects are named after it. The first of its name has no number. */
    private StepName step(TaskKind kind, StateName dest) {
        var name = uses.getOrDefault(kind, 0) > 1 ? dest + "-" + kind : kind.toString();
        var use = steps.merge(name, 1, Integer::sum);
        return new StepName(use == 1 ? name : name + "-" + use);
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
}
