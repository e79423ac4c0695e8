package muster.schemas.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import muster.schemas.GroupName;
import muster.schemas.InstanceId;
import muster.schemas.InterruptionKind;
import muster.schemas.aws.AwsEvent.Envelope;
import muster.schemas.aws.AwsEvent.Interruption;

/** What AWS tells of besides hooks, states and commands. */
final class Notices {
    /** "Spot Instance interruption notices", EC2 user guide: two minutes before EC2 stops or terminates. */
    private static final Duration SPOT_NOTICE = Duration.ofMinutes(2);

    private static final int LONGEST_TEXT = 1000;
    private static final Pattern RULE = Pattern.compile("arn:.*:rule/(?:[^/]+/)?([.\\-_A-Za-z0-9]{1,64})");

    /**
     * RFC 1123 with the day of the week left aside: it may disagree with the date, in AWS's own sample it does, and the
     * date is what counts.
     */
    private static final DateTimeFormatter HEALTH_TIME = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Notices() {}

    static AwsEvent activity(Envelope envelope, Fields detail, AwsEvent.Activity activity, boolean successful)
            throws UnreadableEventException {
        var id = detail.text("EC2InstanceId", "");
        return new AwsEvent.ActivityEnded(
                envelope,
                id.isEmpty() ? List.of() : List.of(detail.value("EC2InstanceId", InstanceArn::toId)),
                detail.value("AutoScalingGroupName", GroupName::new),
                activity,
                successful,
                Places.originOf(activity, detail),
                Places.destinationOf(activity, detail),
                cut(detail.text("StatusMessage", "") + " " + detail.text("Cause", "")));
    }

    static AwsEvent spot(Envelope envelope, Fields detail) throws UnreadableEventException {
        // the ARN of a spot warning has a zone where others have a region: the detail is what is to be read
        return interruption(
                envelope,
                detail,
                InterruptionKind.SPOT,
                detail.text("instance-action"),
                envelope.time().plus(SPOT_NOTICE));
    }

    static AwsEvent rebalance(Envelope envelope, Fields detail) throws UnreadableEventException {
        return interruption(envelope, detail, InterruptionKind.REBALANCE, "", envelope.time());
    }

    static AwsEvent capacity(Envelope envelope, Fields detail) throws UnreadableEventException {
        return interruption(
                envelope,
                detail,
                InterruptionKind.CAPACITY,
                detail.text("instance-action"),
                detail.value("instance-termination-time", EventTime::parse, envelope.time()));
    }

    private static AwsEvent interruption(
            Envelope envelope, Fields detail, InterruptionKind kind, String action, Instant effective)
            throws UnreadableEventException {
        return new Interruption(
                envelope, List.of(detail.value("instance-id", InstanceArn::toId)), kind, cut(action), effective, "");
    }

    /** One event for many instances, and for things that are none. */
    static AwsEvent health(Envelope envelope, Fields root) throws UnreadableEventException {
        var detail = root.child("detail");
        return new Interruption(
                envelope,
                instances(root),
                InterruptionKind.HEALTH,
                cut(detail.text("eventTypeCode")),
                detail.value("startTime", Notices::healthTime, envelope.time()),
                cut(description(detail.object().path("eventDescription"))));
    }

    private static List<InstanceId> instances(Fields root) throws UnreadableEventException {
        var texts = new ArrayList<String>();
        root.object()
                .path("detail")
                .path("affectedEntities")
                .forEach(entity ->
                        texts.add(InstanceArn.id(entity.path("entityValue").asText(""))));
        if (texts.stream().noneMatch(text -> text.startsWith("i-"))) {
            root.object().path("resources").forEach(resource -> texts.add(InstanceArn.id(resource.asText(""))));
        }
        var instances = new ArrayList<InstanceId>();
        for (var text :
                texts.stream().filter(text -> text.startsWith("i-")).distinct().toList()) {
            instances.add(root.make("detail.affectedEntities", text, InstanceId::new));
        }
        return instances;
    }

    private static String description(JsonNode descriptions) {
        for (var description : descriptions) {
            if (description.path("language").asText("").startsWith("en")) {
                return description.path("latestDescription").asText("");
            }
        }
        return descriptions.path(0).path("latestDescription").asText("");
    }

    private static Instant healthTime(String text) {
        if (!text.contains(",")) {
            return EventTime.parse(text);
        }
        return EventTime.checked(
                HEALTH_TIME.parse(text.substring(text.indexOf(',') + 1).strip(), Instant::from));
    }

    static AwsEvent schedule(Envelope envelope, Fields root) throws UnreadableEventException {
        for (var resource : root.object().path("resources")) {
            var rule = RULE.matcher(resource.asText());
            if (rule.matches()) {
                return new AwsEvent.Schedule(envelope, rule.group(1));
            }
        }
        throw root.refuse("resources", root.object().path("resources"), "the ARN of a rule");
    }

    static AwsEvent group(Fields message) throws UnreadableEventException {
        var event = message.text("Event");
        return new AwsEvent.GroupNotification(
                Hooks.envelope(message, cut(event)), message.value("AutoScalingGroupName", GroupName::new), cut(event));
    }

    private static String cut(String text) {
        var stripped = text.strip();
        return stripped.substring(0, Math.min(LONGEST_TEXT, stripped.length()));
    }
}
