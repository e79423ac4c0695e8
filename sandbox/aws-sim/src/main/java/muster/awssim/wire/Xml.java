package muster.awssim.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes the XML of an answer: elements in elements, and text at the ends. */
public final class Xml {
    private final StringBuilder text = new StringBuilder();

    /** A document with one root element. */
    public static String document(String root, String namespace, Consumer<Xml> content) {
        Xml xml = new Xml();
        xml.text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<").append(root);
        if (!namespace.isEmpty()) {
            xml.text.append(" xmlns=\"").append(namespace).append('"');
        }
        xml.text.append('>');
        content.accept(xml);
        xml.text.append("</").append(root).append('>');
        return xml.text.toString();
    }

    public Xml element(String name, Consumer<Xml> content) {
        text.append('<').append(name).append('>');
        content.accept(this);
        text.append("</").append(name).append('>');
        return this;
    }

    public Xml text(String name, Object value) {
        return element(name, xml -> xml.escape(value.toString()));
    }

    public Xml text(String name, Optional<?> value) {
        value.ifPresent(present -> text(name, present));
        return this;
    }

    /** A list element with one element for each item. */
    public <T> Xml list(String name, String item, List<T> items, BiConsumer<Xml, T> content) {
        return element(name, list -> items.forEach(each -> list.element(item, xml -> content.accept(xml, each))));
    }

    public Xml texts(String name, String item, List<String> items) {
        return element(name, list -> items.forEach(each -> list.text(item, each)));
    }

    public Xml tags(String name, Map<String, String> tags) {
        return list(
                name,
                "item",
                List.copyOf(tags.entrySet()),
                (xml, tag) -> xml.text("key", tag.getKey()).text("value", tag.getValue()));
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\r' -> text.append("&#13;");
                default -> text.append(c);
            }
        }
    }
}
