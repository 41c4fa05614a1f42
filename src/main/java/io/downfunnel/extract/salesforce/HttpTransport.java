package io.downfunnel.extract.salesforce;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import com.sforce.ws.ConnectorConfig;
import com.sforce.ws.transport.Transport;

/**
 * How Force WSC reaches the network. Its own way waits for ever, counts compressed bytes only, follows redirects and
 * takes an HTML page for an answer (salesforce.md §0 rows 7 and 8, §1.5).
 */
final class HttpTransport implements Transport {
    private static final int HEAD = 8192;
    private static final Pattern ENVELOPE =
            Pattern.compile("\\A\\uFEFF?\\s*(<\\?xml[^>]*>\\s*)?<(\\w+:)?Envelope[\\s>]");
    private static final Pattern FAULT = Pattern.compile("<(\\w+:)?Fault[\\s>]");
    private static final Pattern FAULT_CODE = Pattern.compile("<faultcode[^>]*>\\s*(?:\\w+:)?(\\w+)\\s*</faultcode>");

    private final Http http;
    private final int cap;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
    private URI uri;
    private boolean successful;
    private Optional<String> faultCode = Optional.empty();

    HttpTransport(Http http, int cap) {
        this.http = http;
        this.cap = cap;
    }

    /** The fault's code, also where Force WSC cannot make sense of the rest of the fault. */
    Optional<String> faultCode() {
        return faultCode;
    }

    @Override
    public void setConfig(ConnectorConfig config) {
        // All that matters of it was decided when the HTTP client was made.
    }

    @Override
    public OutputStream connect(String endpoint, String soapAction) {
        uri = URI.create(endpoint);
        request.reset();
        return request;
    }

    @Override
    public OutputStream connect(String endpoint, HashMap<String, String> headers) {
        return connect(endpoint, "");
    }

    @Override
    public OutputStream connect(String endpoint, HashMap<String, String> headers, boolean compressed) {
        return connect(endpoint, "");
    }

    @Override
    public InputStream getContent() throws IOException {
        var answer = http.post(
                uri,
                Map.of(
                        "Content-Type", "text/xml; charset=UTF-8",
                        "Accept", "text/xml",
                        "Accept-Encoding", "gzip",
                        "SOAPAction", "\"\""),
                request.toByteArray());
        if (!isXml(answer)) {
            throw Faults.withoutSoap(answer.status(), uri.getHost());
        }
        var content = unpacked(answer);
        var head = head(content);
        if (!ENVELOPE.matcher(head).find()) {
            throw Faults.withoutSoap(answer.status(), uri.getHost());
        }
        // A fault with status 200 exists (salesforce.md §1.5), and no text in a record can look like one: "<" is
        // escaped.
        var fault = FAULT.matcher(head).find();
        successful = answer.status() < 400 && !fault;
        faultCode = fault
                ? FAULT_CODE
                        .matcher(head)
                        .results()
                        .map(found -> found.group(1))
                        .findFirst()
                : Optional.empty();
        return content;
    }

    @Override
    public boolean isSuccessful() {
        return successful;
    }

    private static boolean isXml(Http.Answer answer) {
        return answer.header("Content-Type")
                .map(type -> type.toLowerCase(Locale.ROOT))
                .filter(type -> type.contains("xml") && !type.contains("html"))
                .isPresent();
    }

    private InputStream unpacked(Http.Answer answer) throws IOException {
        var bytes = new ByteArrayInputStream(answer.body());
        var gzipped = answer.header("Content-Encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
        return new BufferedInputStream(gzipped ? new CappedStream(new GZIPInputStream(bytes), cap) : bytes, HEAD);
    }

    private static String head(InputStream content) throws IOException {
        content.mark(HEAD);
        var head = new String(content.readNBytes(HEAD - 1), StandardCharsets.UTF_8);
        content.reset();
        return head;
    }
}
