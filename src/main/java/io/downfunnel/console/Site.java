package io.downfunnel.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.CRC32;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What every page shows, whatever it is about. */
@Named("site")
@Singleton
public class Site {
    private final ConsoleConfig config;
    private final String stylesheet = addressOf("/console.css");
    private final String charts = addressOf("/charts.js");

    Site(ConsoleConfig config) {
        this.config = config;
    }

    public boolean sandbox() {
        return config.sandbox();
    }

    public String timeZone() {
        return config.timeZone().getId();
    }

    /** Its address changes with its content: browsers may keep it, and never keep an old one. */
    public String stylesheet() {
        return stylesheet;
    }

    /** The script that draws the figures of tables; its address changes like that of the stylesheet. */
    public String charts() {
        return charts;
    }

    private static String addressOf(String path) {
        try (var file = Site.class.getResourceAsStream("/META-INF/resources" + path)) {
            var checksum = new CRC32();
            checksum.update(file.readAllBytes());
            return path + "?" + HexFormat.of().toHexDigits((int) checksum.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
