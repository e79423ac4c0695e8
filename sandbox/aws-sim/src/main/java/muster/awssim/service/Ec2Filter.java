package muster.awssim.service;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import muster.awssim.wire.Form;
import muster.awssim.world.InstanceView;
import muster.awssim.world.Refusal;

/** A filter of DescribeInstances: any of its values may match, with * and ? as wildcards; an unknown name is refused. */
record Ec2Filter(Function<InstanceView, Stream<String>> property, List<Pattern> values) {
    static List<Ec2Filter> read(Form form) {
        return form.structures("Filter").stream().map(Ec2Filter::of).toList();
    }

    private static Ec2Filter of(Form filter) {
        String name = filter.require("Name", "MissingParameter");
        return new Ec2Filter(
                property(name),
                filter.list("Value").stream().map(Ec2Filter::wildcard).toList());
    }

    private static Function<InstanceView, Stream<String>> property(String name) {
        if (name.startsWith("tag:")) {
            String key = name.substring("tag:".length());
            return instance -> Optional.ofNullable(instance.tags().get(key)).stream();
        }
        return switch (name) {
            case "instance-id" -> instance -> Stream.of(instance.id());
            case "instance-state-name" -> instance -> Stream.of(instance.state().text());
            case "instance-state-code" ->
                instance -> Stream.of(Integer.toString(instance.state().code()));
            case "private-ip-address" ->
                instance -> Stream.of(instance.privateIp()).filter(address -> !address.isEmpty());
            case "ipv6-address", "network-interface.ipv6-addresses.ipv6-address" ->
                instance -> instance.ipv6().stream();
            case "ip-address" -> instance -> instance.publicIp().stream();
            case "availability-zone" -> instance -> Stream.of(instance.zone());
            case "tag-key" -> instance -> instance.tags().keySet().stream();
            default -> throw new Refusal("InvalidParameterValue", "The filter '" + name + "' is invalid");
        };
    }

    static Pattern wildcard(String value) {
        StringBuilder regex = new StringBuilder();
        for (char c : value.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    boolean accepts(InstanceView instance) {
        return property.apply(instance)
                .anyMatch(text ->
                        values.stream().anyMatch(value -> value.matcher(text).matches()));
    }
}
