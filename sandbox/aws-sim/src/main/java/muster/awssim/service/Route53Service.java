package muster.awssim.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import muster.awssim.base.Json;
import muster.awssim.quota.Api;
import muster.awssim.quota.Call;
import muster.awssim.wire.AwsError;
import muster.awssim.wire.AwsService;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.Reply;
import muster.awssim.wire.Request;
import muster.awssim.wire.Xml;
import muster.awssim.wire.XmlErrors;
import muster.awssim.world.Dns;
import muster.awssim.world.DnsChange;
import muster.awssim.world.RecordChange;
import muster.awssim.world.RecordSet;
import muster.awssim.world.Refusal;
import muster.awssim.world.World;
import muster.awssim.world.Zone;

/** Route 53: REST with XML. Method and path tell the action. */
public final class Route53Service implements AwsService {
    private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
    private static final String XML = "text/xml";

    /** What a path with one variable part means. */
    private record Route(String action, String method, Pattern path) {
        Route(String action, String method, String path) {
            this(action, method, Pattern.compile("/2013-04-01/" + path.replace("{id}", "([^/]+)") + "/?"));
        }

        Optional<String> variable(Request request) {
            Matcher matcher = path.matcher(request.path());
            if (!request.method().equals(method) || !matcher.matches()) {
                return Optional.empty();
            }
            return Optional.of(matcher.groupCount() == 0 ? "" : matcher.group(1));
        }
    }

    private static final List<Route> ROUTES = List.of(
            new Route("CreateHostedZone", "POST", "hostedzone"),
            new Route("ListHostedZones", "GET", "hostedzone"),
            new Route("ListHostedZonesByName", "GET", "hostedzonesbyname"),
            new Route("GetHostedZone", "GET", "hostedzone/{id}"),
            new Route("ChangeResourceRecordSets", "POST", "hostedzone/{id}/rrset"),
            new Route("ListResourceRecordSets", "GET", "hostedzone/{id}/rrset"),
            new Route("GetChange", "GET", "change/{id}"));

    private final World world;
    private final Dns dns;

    public Route53Service(World world) {
        this.world = world;
        this.dns = world.dns();
    }

    @Override
    public String name() {
        return "route53";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.xml();
    }

    @Override
    public String action(Request request) {
        return ROUTES.stream()
                .filter(route -> route.variable(request).isPresent())
                .findFirst()
                .map(Route::action)
                .orElse("");
    }

    @Override
    public Reply answer(Request request, String action) {
        return world.turns().take(() -> switch (action) {
            case "CreateHostedZone" -> create(request);
            case "ListHostedZones" -> list(request);
            case "ListHostedZonesByName" -> listByName(request);
            case "GetHostedZone" -> get(request, id(request));
            case "ChangeResourceRecordSets" -> change(request, id(request));
            case "ListResourceRecordSets" -> listSets(request, id(request));
            case "GetChange" -> getChange(id(request));
            default -> throw new Refusal("UnknownOperationException", "No operation at " + request.path(), 404);
        });
    }

    @Override
    public Call metered(Request request, String action) {
        Api api = new Api(name(), action);
        if (!action.equals("ChangeResourceRecordSets")) {
            return Call.of(api);
        }
        try {
            return new Call(
                    api,
                    ChangeBatch.parse(request.body()).changes().stream()
                            .mapToInt(change -> change.action() == RecordChange.Action.UPSERT ? 2 : 1)
                            .sum());
        } catch (Refusal _) {
            return Call.of(api);
        }
    }

    private static String id(Request request) {
        return ROUTES.stream()
                .flatMap(route -> route.variable(request).stream())
                .findFirst()
                .orElse("");
    }

    @Override
    public Reply error(Request request, AwsError error) {
        return Reply.of(error.status(), XML, XmlErrors.response(NAMESPACE, request.id(), error));
    }

    private static Reply document(int status, String root, Consumer<Xml> content) {
        return Reply.of(status, XML, Xml.document(root, NAMESPACE, content));
    }

    private Reply create(Request request) {
        ChangeBatch.Hosted wanted = ChangeBatch.hostedZone(request.body());
        Zone zone = dns.createZone(request.scope(), wanted.name(), wanted.callerReference(), wanted.isPrivate());
        Reply reply = document(201, "CreateHostedZoneResponse", xml -> {
            zone(xml, zone);
            xml.element(
                    "ChangeInfo",
                    info -> info.text("Id", "/change/C" + zone.id())
                            .text("Status", "INSYNC")
                            .text("SubmittedAt", Json.millis(world.turns().now())));
            nameServers(xml);
        });
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Location", "https://route53.amazonaws.com/2013-04-01/hostedzone/" + zone.id());
        return new Reply(201, headers, reply.body());
    }

    private static void zone(Xml xml, Zone zone) {
        xml.element(
                "HostedZone",
                content -> content.text("Id", "/hostedzone/" + zone.id())
                        .text("Name", zone.name())
                        .text("CallerReference", zone.callerReference())
                        .element("Config", config -> config.text("PrivateZone", zone.isPrivate()))
                        .text("ResourceRecordSetCount", zone.sets().size()));
    }

    private static void nameServers(Xml xml) {
        xml.element(
                "DelegationSet",
                set -> set.texts("NameServers", "NameServer", List.of("ns-1.aws-sim.example", "ns-2.aws-sim.example")));
    }

    private Reply get(Request request, String id) {
        Zone zone = dns.zone(request.scope(), id);
        return document(200, "GetHostedZoneResponse", xml -> {
            zone(xml, zone);
            nameServers(xml);
        });
    }

    private static int maxItems(Request request, int otherwise) {
        try {
            return Math.clamp(Integer.parseInt(request.query().getOrDefault("maxitems", "" + otherwise)), 1, otherwise);
        } catch (NumberFormatException e) {
            throw new Refusal("InvalidInput", "MaxItems is not a number");
        }
    }

    private Reply list(Request request) {
        int size = maxItems(request, 100);
        String marker = request.query().getOrDefault("marker", "");
        List<Zone> from = dns.zones(request.scope()).stream()
                .dropWhile(zone -> !marker.isEmpty() && !zone.id().equals(marker))
                .toList();
        return document(200, "ListHostedZonesResponse", xml -> {
            zones(xml, from, size);
            xml.text("Marker", Optional.of(marker).filter(text -> !text.isEmpty()));
            next(from, size).ifPresent(zone -> xml.text("NextMarker", zone.id()));
        });
    }

    private Reply listByName(Request request) {
        int size = maxItems(request, 100);
        Optional<String> name = Optional.ofNullable(request.query().get("dnsname"));
        String start = name.map(RecordSet::sortKey).orElse("");
        List<Zone> from = dns.zones(request.scope()).stream()
                .dropWhile(zone -> RecordSet.sortKey(zone.name()).compareTo(start) < 0)
                .toList();
        return document(200, "ListHostedZonesByNameResponse", xml -> {
            zones(xml, from, size);
            xml.text("DNSName", name);
            next(from, size)
                    .ifPresent(zone -> xml.text("NextDNSName", zone.name()).text("NextHostedZoneId", zone.id()));
        });
    }

    private static void zones(Xml xml, List<Zone> from, int size) {
        xml.element("HostedZones", list -> from.stream().limit(size).forEach(zone -> zone(list, zone)))
                .text("IsTruncated", from.size() > size)
                .text("MaxItems", size);
    }

    private static <T> Optional<T> next(List<T> from, int size) {
        return from.size() > size ? Optional.of(from.get(size)) : Optional.empty();
    }

    private Reply change(Request request, String id) {
        ChangeBatch batch = ChangeBatch.parse(request.body());
        DnsChange accepted = dns.apply(request.scope(), id, batch.changes(), batch.comment());
        return document(200, "ChangeResourceRecordSetsResponse", xml -> changeInfo(xml, accepted));
    }

    private void changeInfo(Xml xml, DnsChange change) {
        xml.element(
                "ChangeInfo",
                info -> info.text("Id", "/change/" + change.id())
                        .text("Status", change.status(world.turns().now()))
                        .text("SubmittedAt", Json.millis(change.submitted()))
                        .text("Comment", Optional.of(change.comment()).filter(text -> !text.isEmpty())));
    }

    private Reply getChange(String id) {
        DnsChange change = dns.change(id)
                .orElseThrow(() -> new Refusal("NoSuchChange", "Could not find resource with ID: " + id, 404));
        return document(200, "GetChangeResponse", xml -> changeInfo(xml, change));
    }

    private Reply listSets(Request request, String id) {
        Zone zone = dns.zone(request.scope(), id);
        int size = maxItems(request, 300);
        Map<String, String> query = request.query();
        if (query.containsKey("type") && !query.containsKey("name")) {
            throw new Refusal("InvalidInput", "The input is not valid: a type needs a name");
        }
        // the first name that is not before the wanted one: where that is absent, the next
        List<RecordSet> from = query.containsKey("name")
                ? List.copyOf(zone.setsFrom(query.get("name"), query.getOrDefault("type", "")))
                : List.copyOf(zone.sets());
        return document(200, "ListResourceRecordSetsResponse", xml -> {
            xml.element("ResourceRecordSets", sets -> from.stream().limit(size).forEach(set -> recordSet(sets, set)))
                    .text("IsTruncated", from.size() > size)
                    .text("MaxItems", size);
            next(from, size)
                    .ifPresent(set ->
                            xml.text("NextRecordName", escaped(set.name())).text("NextRecordType", set.type()));
        });
    }

    private static void recordSet(Xml xml, RecordSet set) {
        xml.element(
                "ResourceRecordSet",
                content -> content.text("Name", escaped(set.name()))
                        .text("Type", set.type())
                        .text("TTL", set.ttl())
                        .list(
                                "ResourceRecords",
                                "ResourceRecord",
                                set.values(),
                                (each, value) -> each.text("Value", value)));
    }

    /** Route 53 writes an asterisk as its octal code. */
    private static String escaped(String name) {
        return name.replace("*", "\\052");
    }
}
