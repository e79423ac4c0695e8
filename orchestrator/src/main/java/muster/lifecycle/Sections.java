package muster.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import muster.schemas.CommandStatus;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.HostnamePool;
import muster.schemas.settings.Words;

/** Reads what a lifecycle says beside its transitions. */
final class Sections {
    private static final Duration LONGEST_DEADLINE = Duration.ofHours(48);

    /** Systems Manager API reference, SendCommand: TimeoutSeconds. */
    private static final Duration SHORTEST_DELIVERY = Duration.ofSeconds(30);

    private static final Duration LONGEST_DELIVERY = Duration.ofDays(30);
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}|\\$LATEST|\\$DEFAULT");

    private Sections() {}

    static HostnamePool hostnames(YamlObject names) {
        names.only(List.of("pattern", "first", "size", "domain", "rest"));
        var domain = names.make("domain", names.required("domain"), new Domain("none"), Domain::new);
        var none = new HostnamePool("none-%d", 1, 1, domain, Duration.ZERO);
        var pool = names.make(
                "pattern",
                names.required("pattern"),
                none,
                pattern -> new HostnamePool(
                        pattern,
                        names.number("first", 1),
                        names.number("size", 999),
                        domain,
                        names.duration("rest", Duration.ofMinutes(2))));
        if (!pool.equals(none)) {
            NameLimits.ofNames(pool).ifPresent(problem -> names.problem("pattern", problem));
        }
        return pool;
    }

    /** One record set of the name, or a list of them: private and public zones, IPv4 and IPv6. */
    static List<Lifecycle.Dns> dns(YamlObject file) {
        if (!file.has("dns")) {
            file.required("dns");
        }
        var all = new ArrayList<Lifecycle.Dns>();
        for (var place : file.objects("dns")) {
            var dns = recordSet(place);
            if (all.stream().anyMatch(other -> other.writesTheSameSetAs(dns))) {
                place.problem("zone", "two entries write the same record set of zone '" + dns.zone() + "'");
            }
            all.add(dns);
        }
        return all;
    }

    private static Lifecycle.Dns recordSet(YamlObject dns) {
        dns.only(List.of("zone", "ttl", "address", "reverse"));
        var ttl = dns.duration("ttl", Duration.ofSeconds(60));
        NameLimits.ofTtl(ttl).ifPresent(problem -> dns.problem("ttl", problem));
        return new Lifecycle.Dns(
                dns.required("zone"),
                ttl,
                dns.choice("address", Lifecycle.AddressKind.class, Lifecycle.AddressKind.PRIVATE, Sections::lower),
                dns.text("reverse").orElse(""));
    }

    static Document service(YamlObject service) {
        return document(service, service.required("document"));
    }

    /** @param holder of the keys that say how a document is run */
    static Document document(YamlObject holder, String name) {
        holder.only(List.of("document", "parameters", "version", "sha256", "timeout"));
        var timeout = holder.duration("timeout", Effect.SendCommand.DEFAULT_TIMEOUT);
        if (timeout.compareTo(SHORTEST_DELIVERY) < 0 || timeout.compareTo(LONGEST_DELIVERY) > 0) {
            holder.problem("timeout", "timeout: 30s to 720h, for the command to reach the machine");
        }
        var sha256 = holder.text("sha256").orElse("");
        if (!sha256.isEmpty() && !SHA_256.matcher(sha256).matches()) {
            holder.problem("sha256", "sha256: 64 hexadecimal digits, as DescribeDocument reports the hash");
        }
        var version = holder.text("version").orElse("");
        if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
            holder.problem("version", "version: a number, $LATEST or $DEFAULT");
        }
        return new Document(name, holder.texts("parameters"), version, sha256, timeout);
    }

    static Lifecycle.Waits waits(YamlObject file) {
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

    static Lifecycle.Failure failure(YamlObject file) {
        var standard = Lifecycle.Failure.DEFAULT;
        if (!file.has("failure")) {
            return standard;
        }
        var failure = file.object("failure").only(List.of("retry", "answer", "deadline", "resend"));
        var deadline = failure.duration("deadline", standard.deadline());
        if (deadline.compareTo(LONGEST_DEADLINE) > 0 || !deadline.isPositive()) {
            failure.problem("deadline", "deadline: more than nothing, and at most 48h, the longest time of a hook");
        }
        return new Lifecycle.Failure(
                retry(failure, standard.retry()),
                failure.choice("answer", Hook.Result.class, standard.answer(), it -> it),
                deadline,
                failure.has("resend") ? resend(failure) : standard.resend());
    }

    private static Set<CommandStatus> resend(YamlObject failure) {
        var known = Arrays.stream(CommandStatus.values())
                .filter(Lifecycle.Failure::mayBeResent)
                .map(CommandStatus::toString)
                .toList();
        var statuses = EnumSet.noneOf(CommandStatus.class);
        for (var word : failure.words("resend")) {
            if (known.contains(word)) {
                statuses.add(CommandStatus.of(word));
            } else {
                failure.problem("resend", "resend: '" + word + "' " + Words.suggest(word, known));
            }
        }
        return statuses;
    }

    static Retry retry(YamlObject holder, Retry otherwise) {
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

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
