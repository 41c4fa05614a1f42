package io.downfunnel.console;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** A table that the browser saves as a file, written while it is read. */
public final class Download {
    public static final String CSV = "text/csv";

    private Download() {}

    /** @param name of the file without its ending: letters, digits, hyphens and underscores; everything else is left out */
    public static Response csv(String name, Consumer<Writer> table) {
        StreamingOutput written = out -> table.accept(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        return Response.ok(written, CSV)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9_-]", "") + ".csv\"")
                .build();
    }
}
