package muster.awssim.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import muster.awssim.world.RecordChange;
import muster.awssim.world.RecordSet;
import muster.awssim.world.Refusal;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The requests of Route 53 that have a body. */
record ChangeBatch(List<RecordChange> changes, String comment) {
    /** What CreateHostedZone asks for. */
    record Hosted(String name, String callerReference, boolean isPrivate) {}

    /** @throws Refusal InvalidInput when it is no such request */
    static ChangeBatch parse(byte[] body) {
        Element batch = child(root(body), "ChangeBatch").orElseThrow(() -> invalid("ChangeBatch is missing"));
        List<RecordChange> changes =
                child(batch, "Changes").map(list -> children(list, "Change")).orElse(List.of()).stream()
                        .map(ChangeBatch::change)
                        .toList();
        if (changes.isEmpty()) {
            throw invalid("Changes is empty");
        }
        return new ChangeBatch(changes, text(batch, "Comment").orElse(""));
    }

    static Hosted hostedZone(byte[] body) {
        Element root = root(body);
        return new Hosted(
                require(root, "Name"),
                require(root, "CallerReference"),
                child(root, "VPC").isPresent());
    }

    private static RecordChange change(Element change) {
        Element set = child(change, "ResourceRecordSet").orElseThrow(() -> invalid("ResourceRecordSet is missing"));
        if (child(set, "AliasTarget").isPresent() || child(set, "SetIdentifier").isPresent()) {
            throw invalid("only simple record sets are supported here");
        }
        List<String> values =
                child(set, "ResourceRecords").map(list -> children(list, "ResourceRecord")).orElse(List.of()).stream()
                        .map(each -> require(each, "Value"))
                        .toList();
        if (values.isEmpty()) {
            throw invalid("ResourceRecords is empty");
        }
        return new RecordChange(
                action(require(change, "Action")),
                new RecordSet(require(set, "Name"), require(set, "Type"), ttl(require(set, "TTL")), values));
    }

    private static RecordChange.Action action(String text) {
        return switch (text) {
            case "CREATE" -> RecordChange.Action.CREATE;
            case "UPSERT" -> RecordChange.Action.UPSERT;
            case "DELETE" -> RecordChange.Action.DELETE;
            default -> throw invalid("not an action: " + text);
        };
    }

    private static long ttl(String text) {
        try {
            long ttl = Long.parseLong(text);
            if (ttl < 0 || ttl > Integer.MAX_VALUE) {
                throw new Refusal(
                        "InvalidInput",
                        "1 validation error detected: Value '" + text
                                + "' at 'changeBatch.changes.1.member.resourceRecordSet.tTL' failed to satisfy"
                                + " constraint: Member must have value "
                                + (ttl < 0 ? "greater than or equal to 0" : "less than or equal to 2147483647"));
            }
            return ttl;
        } catch (NumberFormatException e) {
            throw invalid("not a TTL: " + text);
        }
    }

    private static Element root(byte[] body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getDocumentElement();
        } catch (SAXException e) {
            throw invalid("the body is not XML");
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getLocalName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    private static Optional<String> text(Element parent, String name) {
        return child(parent, name).map(Element::getTextContent);
    }

    private static String require(Element parent, String name) {
        return text(parent, name).orElseThrow(() -> invalid(name + " is missing"));
    }

    private static Refusal invalid(String reason) {
        return new Refusal("InvalidInput", "The input is not valid: " + reason);
    }
}
