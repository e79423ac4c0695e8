package muster.awssim.wire;

/** The error document that the services with XML share; EC2 alone has its own. */
public final class XmlErrors {
    private XmlErrors() {}

    public static String response(String namespace, String requestId, AwsError error) {
        return Xml.document(
                "ErrorResponse",
                namespace,
                xml -> xml.element(
                                "Error",
                                content -> content.text("Type", error.status() < 500 ? "Sender" : "Receiver")
                                        .text("Code", error.code())
                                        .text("Message", error.message()))
                        .text("RequestId", requestId));
    }

    public static String ec2(String requestId, AwsError error) {
        return Xml.document(
                "Response",
                "",
                xml -> xml.element(
                                "Errors",
                                errors -> errors.element(
                                        "Error",
                                        content -> content.text("Code", error.code())
                                                .text("Message", error.message())))
                        .text("RequestID", requestId));
    }
}
